// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Trees in a local folder, each below its digest: its files, and the manifest beside them. A tree
 * is made in staging and moved into place in one step.
 */
final class TreeFolder {

  private final Path trees;
  private final StagingArea staging;

  /** What messages call the owner, for example {@code artifact store /data}. */
  private final String owner;

  /** The folder is made when the first tree is stored. */
  TreeFolder(Path trees, StagingArea staging, String owner) {
    this.trees = trees;
    this.staging = staging;
    this.owner = owner;
  }

  /** Writes a tree's files into the folder it is given. */
  @FunctionalInterface
  interface Writer {
    void writeTo(Path files) throws IOException;
  }

  /**
   * Makes a tree of what is written, unless it is there and healthy.
   *
   * @return its manifest, of what was written
   */
  TreeManifest store(Writer writer) throws IOException {
    Path staged = staging.fresh();
    try {
      Path files = Files.createDirectories(staged.resolve(StoreLayout.FILES));
      writer.writeTo(files);
      TreeManifest manifest = TreeManifest.of(files);
      ReadOnlyFiles.write(staged.resolve(TreeManifest.FILE), manifest.toBytes());
      publish(staged, manifest.digest());
      return manifest;
    } finally {
      Folders.delete(staged);
    }
  }

  boolean contains(String digest) {
    return Files.isDirectory(folder(digest));
  }

  /** The digests of all trees. */
  List<String> digests() {
    try (Stream<Path> entries = Files.list(trees)) {
      return entries.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("Trees cannot be listed", e);
    }
  }

  /** A tree's folder with manifest and files; it may not be there. */
  Path folder(String digest) {
    return trees.resolve(digest);
  }

  /**
   * A tree's files, read and held against their digests.
   *
   * @throws ArtifactMissingException where there is no such tree
   * @throws ArtifactCorruptException where a file is missing, added or not what the digest says
   */
  Path verified(String digest) {
    Path folder = folder(digest);
    if (!Files.isDirectory(folder)) {
      throw new ArtifactMissingException("tree", digest, owner);
    }
    Path files = folder.resolve(StoreLayout.FILES);
    try {
      TreeManifest.parse(Files.readAllBytes(folder.resolve(TreeManifest.FILE)), digest)
          .verify(files, digest);
    } catch (NoSuchFileException e) {
      throw new ArtifactCorruptException(digest, TreeManifest.FILE, "is missing");
    } catch (IOException e) {
      throw failed("Tree " + digest + " cannot be read", e);
    }
    return files;
  }

  void delete(String digest) {
    Path folder = folder(digest);
    Path doomed = staging.fresh();
    try {
      // out of sight in one step, then file by file
      Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceEntries(trees);
      Folders.delete(doomed);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw failed("Tree " + digest + " cannot be deleted", e);
    }
  }

  private void publish(Path staged, String digest) throws IOException {
    Path target = folder(digest);
    if (Files.exists(target) && isDamaged(digest)) {
      delete(digest);
    }
    try {
      DurableFiles.createFolders(trees);
      DurableFiles.moveIntoPlace(staged, target);
    } catch (FileSystemException e) {
      // stored before, by us or another: equal digest, equal bytes
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private boolean isDamaged(String digest) {
    try {
      return !Files.isDirectory(verified(digest));
    } catch (ArtifactCorruptException | ArtifactMissingException e) {
      return true;
    }
  }

  private ArtifactStoreException failed(String what, IOException cause) {
    return new ArtifactStoreException(what + " in " + owner, cause);
  }
}
