package io.lethe.kit.artefact;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.crypto.Digests;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * An artefact store in a folder that several processes of one machine may share.
 *
 * <pre>
 * blobs/ab/abcd…      content by SHA-256
 * trees/abcd…/files   a tree's files; MANIFEST beside them
 * keys/jobs/…         named pointers
 * staging/            what is being written; nothing reads it
 * </pre>
 *
 * Content is written to staging, forced to disk and moved into place in one step.
 */
public final class FileArtefactStore implements ArtefactStore {

  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
  private static final String FILES = "files";

  /** File locks belong to the process: within it, one thread at a time opens a store's lock. */
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final Path root;
  private final StagingArea staging;
  private final ReentrantLock inProcess;

  /**
   * Opens the store, makes its folders, and removes what interrupted processes left in staging.
   *
   * @throws ArtefactStoreException where the folder cannot be used
   */
  public FileArtefactStore(Path root) {
    requireNonNull(root, "root");
    try {
      Files.createDirectories(root);
      this.root = root.toRealPath();
      for (String folder : new String[] {"blobs", "trees", "keys"}) {
        Files.createDirectories(this.root.resolve(folder));
      }
      staging = StagingArea.open(this.root.resolve("staging"));
    } catch (IOException e) {
      throw new ArtefactStoreException("Artefact store " + root + " cannot be opened", e);
    }
    inProcess = IN_PROCESS.computeIfAbsent(this.root, path -> new ReentrantLock());
  }

  @Override
  public ArtefactRef putBlob(byte[] content) {
    String digest = Digests.sha256Hex(content);
    Path target = blobFile(digest);
    try {
      publishFile(content, target);
    } catch (IOException e) {
      throw failed("Blob " + digest + " cannot be stored", e);
    }
    return ArtefactRef.blob(digest);
  }

  @Override
  public byte[] readBlob(String digest) {
    Path file = blobFile(Digests.requireSha256Hex(digest, "digest"));
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ArtefactMissingException("blob", digest, root.toString());
    } catch (IOException e) {
      throw failed("Blob " + digest + " cannot be read", e);
    }
    String actual = Digests.sha256Hex(content);
    if (!actual.equals(digest)) {
      throw new ArtefactCorruptException(digest, file.toString(), "has SHA-256 " + actual);
    }
    return content;
  }

  @Override
  public ArtefactRef putTree(Path directory) {
    Path staged = staging.fresh();
    try {
      Path source = directory.toRealPath();
      for (Path file : ArtefactTree.files(source)) {
        DurableFiles.copy(file, staged.resolve(FILES).resolve(source.relativize(file).toString()));
      }
      // of the copy: the source may change meanwhile
      TreeManifest manifest = TreeManifest.of(staged.resolve(FILES));
      DurableFiles.write(staged.resolve(TreeManifest.FILE), manifest.toBytes());
      publishTree(staged, manifest.digest());
      return ArtefactRef.tree(manifest.digest());
    } catch (IOException e) {
      throw failed("Folder " + directory + " cannot be stored", e);
    } finally {
      discard(staged);
    }
  }

  @Override
  public Path tree(String digest) {
    Path folder = treeFolder(Digests.requireSha256Hex(digest, "digest"));
    if (!Files.isDirectory(folder)) {
      throw new ArtefactMissingException("tree", digest, root.toString());
    }
    Path manifest = folder.resolve(TreeManifest.FILE);
    try {
      TreeManifest.parse(Files.readAllBytes(manifest), digest)
          .verify(folder.resolve(FILES), digest);
    } catch (NoSuchFileException e) {
      throw new ArtefactCorruptException(digest, TreeManifest.FILE, "is missing");
    } catch (IOException e) {
      throw failed("Tree " + digest + " cannot be read", e);
    }
    return folder.resolve(FILES);
  }

  @Override
  public boolean contains(String digest) {
    Digests.requireSha256Hex(digest, "digest");
    return Files.isRegularFile(blobFile(digest)) || Files.isDirectory(treeFolder(digest));
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
    Path folder = treeFolder(Digests.requireSha256Hex(digest, "digest"));
    Path doomed = staging.fresh();
    try {
      // out of sight in one step, then file by file
      Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceDirectory(folder.getParent());
      StagingArea.deleteRecursively(doomed);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw failed("Tree " + digest + " cannot be deleted", e);
    }
  }

  private void publishFile(byte[] content, Path target) throws IOException {
    Path staged = staging.fresh();
    try {
      DurableFiles.write(staged, content);
      Files.createDirectories(target.getParent());
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceDirectory(target.getParent());
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  private void publishTree(Path staged, String digest) throws IOException {
    Path target = treeFolder(digest);
    if (Files.exists(target) && isDamaged(digest)) {
      deleteTree(digest);
    }
    try {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceDirectory(target.getParent());
    } catch (FileSystemException e) {
      // stored before, by us or another: equal digest, equal bytes
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private boolean isDamaged(String digest) {
    try {
      return !Files.isDirectory(tree(digest));
    } catch (ArtefactCorruptException | ArtefactMissingException e) {
      return true;
    }
  }

  private static void discard(Path staged) {
    try {
      StagingArea.deleteRecursively(staged);
    } catch (IOException e) {
      throw new ArtefactStoreException("Staging folder " + staged + " cannot be removed", e);
    }
  }

  private Path blobFile(String digest) {
    return root.resolve("blobs").resolve(digest.substring(0, 2)).resolve(digest);
  }

  private Path treeFolder(String digest) {
    return root.resolve("trees").resolve(digest);
  }

  private Path keyFile(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "Key '" + key + "' must be names of letters, digits, '.', '_', '-', separated by '/'");
    }
    return root.resolve("keys").resolve(key);
  }

  private ArtefactStoreException failed(String what, IOException cause) {
    return new ArtefactStoreException(what + " in artefact store " + root, cause);
  }
}
