package io.lethe.kit.artifact;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An artifact store in a folder that several processes of one machine may share, laid out as {@link
 * StoreLayout} says. What is being written lies in {@code staging}, which nothing reads: content is
 * written there, forced to disk and moved into place in one step.
 */
public final class FileArtifactStore implements ArtifactStore {

  /** File locks belong to the process: within it, one thread at a time opens a store's lock. */
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final Path root;
  private final StagingArea staging;
  private final TreeFolder trees;
  private final ReentrantLock inProcess;

  /**
   * Opens the store, makes its folders, and removes what interrupted processes left in staging.
   *
   * @throws ArtifactStoreException where the folder cannot be used
   */
  public FileArtifactStore(Path root) {
    requireNonNull(root, "root");
    try {
      Files.createDirectories(root);
      this.root = root.toRealPath();
      Files.createDirectories(this.root.resolve(StoreLayout.BLOBS));
      Files.createDirectories(this.root.resolve(StoreLayout.KEYS));
      staging = StagingArea.open(this.root.resolve("staging"));
      trees =
          new TreeFolder(
              this.root.resolve(StoreLayout.TREES), staging, "artifact store " + this.root);
    } catch (IOException e) {
      throw new ArtifactStoreException("Artifact store " + root + " cannot be opened", e);
    }
    inProcess = IN_PROCESS.computeIfAbsent(this.root, path -> new ReentrantLock());
  }

  @Override
  public ArtifactRef putBlob(byte[] content) {
    String digest = Digests.sha256Hex(content);
    Path target = blobFile(digest);
    try {
      publishFile(content, target);
    } catch (IOException e) {
      throw failed("Blob " + digest + " cannot be stored", e);
    }
    return ArtifactRef.blob(digest);
  }

  @Override
  public byte[] readBlob(String digest) {
    Path file = blobFile(Digests.requireSha256Hex(digest, "digest"));
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
      TreeManifest manifest = trees.store(files -> copy(source, files));
      return ArtifactRef.tree(manifest.digest());
    } catch (IOException e) {
      throw failed("Folder " + directory + " cannot be stored", e);
    }
  }

  @Override
  public Path tree(String digest) {
    return trees.verified(Digests.requireSha256Hex(digest, "digest"));
  }

  @Override
  public boolean contains(String digest) {
    Digests.requireSha256Hex(digest, "digest");
    return Files.isRegularFile(blobFile(digest)) || trees.contains(digest);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    Path target = keyFile(key);
    if (Files.exists(target)) {
      return false;
    }
    inProcess.lock();
    try (FileChannel channel =
            FileChannel.open(
                root.resolve("keys.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid() || Files.exists(target)) {
        return false;
      }
      publishFile(value, target);
      return true;
    } catch (IOException e) {
      throw failed("Key " + key + " cannot be set", e);
    } finally {
      inProcess.unlock();
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
    trees.delete(Digests.requireSha256Hex(digest, "digest"));
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

  private Path blobFile(String digest) {
    return root.resolve(StoreLayout.blob(digest));
  }

  private Path keyFile(String key) {
    return root.resolve(StoreLayout.key(key));
  }

  private ArtifactStoreException failed(String what, IOException cause) {
    return new ArtifactStoreException(what + " in artifact store " + root, cause);
  }
}
