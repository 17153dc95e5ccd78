// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import io.lethe.domain.file.LockFile;
import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An artifact store in a folder that several processes of one machine may share, laid out as {@link
 * StoreLayout} says. What is being written lies in the writer's {@code staging}, which nothing
 * reads: content is written there, forced to disk and moved into place in one step.
 */
public final class FileArtifactStore implements ArtifactStore {

  private final Path root;
  private final StoreLayout own;
  private final StagingArea staging;

  /**
   * Opens the store, makes its folders, and removes what interrupted processes left in staging. An
   * empty folder gets this build's layout number.
   *
   * @param writer who opens it
   * @throws io.lethe.kit.layout.LayoutMismatchException where the folder has another layout
   * @throws ArtifactStoreException where the folder cannot be used
   */
  public FileArtifactStore(Path root, ArtifactWriter writer) {
    requireNonNull(root, "root");
    own = new StoreLayout(requireNonNull(writer, "writer"));
    try {
      DurableFiles.createFolders(root);
      this.root = root.toRealPath();
      Layout.ARTIFACT_STORE.requireOrBegin(this.root.toString(), new LayoutFile(this.root));
      staging = StagingArea.open(this.root.resolve(own.prefix()).resolve("staging"));
    } catch (IOException | UncheckedIOException e) {
      throw new ArtifactStoreException("Artifact store " + root + " cannot be opened", e);
    }
  }

  @Override
  public ArtifactStore as(ArtifactWriter writer) {
    return new FileArtifactStore(root, writer);
  }

  @Override
  public ArtifactRef putBlob(byte[] content) {
    String digest = Digests.sha256Hex(content);
    Path target = root.resolve(own.blob(digest));
    try {
      publishFile(content, target);
    } catch (IOException e) {
      throw failed("Blob " + digest + " cannot be stored", e);
    }
    return ArtifactRef.blob(digest);
  }

  @Override
  public byte[] readBlob(String digest) {
    return StoreLayout.firstSound(layout -> readBlob(root.resolve(layout.blob(digest)), digest));
  }

  private byte[] readBlob(Path file, String digest) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ArtifactMissingException("blob", digest, "artifact store " + root);
    } catch (IOException e) {
      throw failed("Blob " + digest + " cannot be read", e);
    }
    String actual = Digests.sha256Hex(content);
    if (!actual.equals(digest)) {
      throw new ArtifactCorruptException(digest, file.toString(), "has SHA-256 " + actual);
    }
    return content;
  }

  @Override
  public ArtifactRef putTree(Path directory) {
    try {
      Path source = directory.toRealPath();
      // digested as copied: the source may change meanwhile
      TreeManifest manifest = trees(own).store(files -> copy(source, files));
      return ArtifactRef.tree(manifest.digest());
    } catch (IOException e) {
      throw failed("Folder " + directory + " cannot be stored", e);
    }
  }

  @Override
  public Path tree(String digest) {
    Digests.requireSha256Hex(digest, "digest");
    return StoreLayout.firstSound(layout -> trees(layout).verified(digest));
  }

  @Override
  public boolean contains(String digest) {
    Digests.requireSha256Hex(digest, "digest");
    return StoreLayout.all()
        .anyMatch(
            layout ->
                Files.isRegularFile(root.resolve(layout.blob(digest)))
                    || trees(layout).contains(digest));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    Path target = keyFile(key);
    if (Files.exists(target)) {
      return false;
    }
    Path lock = root.resolve(own.prefix()).resolve("keys.lock");
    try {
      return LockFile.whileHeld(
          lock,
          () -> {
            if (Files.exists(target)) {
              return false;
            }
            publishFile(value, target);
            return true;
          });
    } catch (IOException e) {
      throw failed("Key " + key + " cannot be set", e);
    }
  }

  @Override
  public Optional<byte[]> read(String key) {
    try {
      return Optional.of(Files.readAllBytes(keyFile(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("Key " + key + " cannot be read", e);
    }
  }

  @Override
  public void deleteTree(String digest) {
    trees(own).delete(Digests.requireSha256Hex(digest, "digest"));
  }

  private void publishFile(byte[] content, Path target) throws IOException {
    Path staged = staging.fresh();
    try {
      ReadOnlyFiles.write(staged, content);
      DurableFiles.createFolders(Folders.parentOf(target));
      DurableFiles.moveIntoPlace(staged, target);
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    for (Path file : ArtifactTree.files(source)) {
      ReadOnlyFiles.copy(file, target.resolve(source.relativize(file).toString()));
    }
  }

  private Path keyFile(String key) {
    return root.resolve(own.key(key));
  }

  private TreeFolder trees(StoreLayout layout) {
    return new TreeFolder(root.resolve(layout.trees()), staging, "artifact store " + root);
  }

  private ArtifactStoreException failed(String what, IOException cause) {
    return new ArtifactStoreException(what + " in artifact store " + root, cause);
  }
}
