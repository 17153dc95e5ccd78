package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import io.lethe.kit.layout.Layout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * An artifact store in an S3 bucket that any number of processes and machines may share, laid out
 * as {@link StoreLayout} says. A tree is there when its manifest is: it is written last and removed
 * first. Trees are read through local copies.
 *
 * <p>Why: docs/decisions/0014-artifacts-on-s3-are-laid-out-like-the-folder.md.
 */
final class S3ArtifactStore implements ArtifactStore {

  /** Rounds of deleting a tree before giving up against those who store it meanwhile. */
  private static final int DELETE_ROUNDS = 10;

  private final S3Bucket bucket;
  private final TreeCache cache;

  /**
   * Opens the store and removes local copies that are no longer wanted. An empty place gets this
   * build's layout number.
   *
   * @param cacheFolder for local copies, made if missing
   * @throws ArtifactStoreException where the bucket is missing, refuses or cannot be reached, or
   *     the cache's folder cannot be used
   */
  S3ArtifactStore(S3Bucket bucket, Path cacheFolder, Clock clock) {
    this.bucket = bucket;
    bucket.requireUsable();
    cache = TreeCache.open(cacheFolder, clock);
    cache.sweep(this::hasTree);
   * @throws io.lethe.kit.layout.LayoutMismatchException where the place has another layout
  }

  @Override
  public ArtifactRef putBlob(byte[] content) {
    String digest = Digests.sha256Hex(content);
    bucket.write(StoreLayout.blob(digest), content);
    return ArtifactRef.blob(digest);
  }

  @Override
  public byte[] readBlob(String digest) {
    String name = StoreLayout.blob(digest);
    OptionalLong size = bucket.size(name);
    if (size.isEmpty()) {
      throw new ArtifactMissingException("blob", digest, storeName());
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream(Math.toIntExact(size.getAsLong()));
    try {
      bucket.read(name, size.getAsLong(), content);
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory cannot fail", e);
    }
    byte[] bytes = content.toByteArray();
    String actual = Digests.sha256Hex(bytes);
    if (!actual.equals(digest)) {
      throw new ArtifactCorruptException(digest, name, "has SHA-256 " + actual);
    }
    return bytes;
  }

  @Override
  public ArtifactRef putTree(Path directory) {
    try {
      Path source = directory.toRealPath();
      TreeManifest manifest = TreeManifest.of(source);
      store(source, manifest);
      return ArtifactRef.tree(manifest.digest());
    } catch (IOException e) {
      throw new ArtifactStoreException(
          "Folder " + directory + " cannot be stored in " + storeName() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Path tree(String digest) {
    Optional<byte[]> manifest = bucket.read(StoreLayout.treeManifest(digest));
    if (manifest.isEmpty()) {
      cache.delete(digest);
      throw new ArtifactMissingException("tree", digest, storeName());
    }
    return cache
        .find(digest)
        .orElseGet(() -> fetch(layout, digest, TreeManifest.parse(manifest, digest)));
  }

  @Override
  public boolean contains(String digest) {
    return bucket.size(StoreLayout.blob(digest)).isPresent() || hasTree(digest);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    return bucket.writeIfAbsent(StoreLayout.key(key), value);
  }

  @Override
  public Optional<byte[]> read(String key) {
    return bucket.read(StoreLayout.key(key));
  }

  @Override
  public void deleteTree(String digest) {
    try {
      // out of sight first; then what is left, until nothing is: others may store it meanwhile
      bucket.delete(StoreLayout.treeManifest(digest));
      for (int round = 0; round < DELETE_ROUNDS; round++) {
        Set<String> rest = bucket.list(StoreLayout.tree(digest) + '/').keySet();
        if (rest.isEmpty()) {
          return;
        }
        rest.forEach(bucket::delete);
      }
    } finally {
      cache.delete(digest);
    }
    throw new ArtifactStoreException(
        "Tree "
            + digest
            + " cannot be deleted in "
            + storeName()
            + ": it keeps being stored again; stop who stores it");
  }

  private boolean hasTree(String digest) {
    return bucket.size(StoreLayout.treeManifest(digest)).isPresent();
  }

  private void store(Path source, TreeManifest manifest) throws IOException {
    String digest = manifest.digest();
    String files = StoreLayout.treeFile(digest, "");
    for (Map.Entry<String, String> file : manifest.fileDigests().entrySet()) {
      Path path = source.resolve(file.getKey());
      try (InputStream content = Files.newInputStream(path)) {
        bucket.write(files + file.getKey(), content, Files.size(path), file.getValue());
      }
    }
    Set<String> names =
        manifest.fileDigests().keySet().stream()
            .map(path -> files + path)
            .collect(Collectors.toSet());
    bucket.list(files).keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(bucket::delete);
    bucket.write(StoreLayout.treeManifest(digest), manifest.toBytes());
    if (!bucket.list(files).keySet().containsAll(names)) {
      // somebody deleted it between its files and its manifest: then it is deleted
      deleteTree(digest);
      throw new IOException("tree " + digest + " was deleted meanwhile; store it again if wanted");
    }
  }

  private Path fetch(String digest, TreeManifest manifest) {
    cache.sweep(this::hasTree);
    try {
      return cache.add(
          digest,
          folder -> {
            download(digest, manifest, folder);
            manifest.verify(folder, digest);
          });
    } catch (IOException e) {
      throw new ArtifactStoreException(
          "Tree " + digest + " of " + storeName() + " cannot be copied: " + e.getMessage(), e);
    }
  }

  private void download(String digest, TreeManifest manifest, Path folder) throws IOException {
    String files = StoreLayout.treeFile(digest, "");
    SortedMap<String, Long> sizes = bucket.list(files);
    for (String path : manifest.fileDigests().keySet()) {
      Long size = sizes.remove(files + path);
      if (size == null) {
        throw new ArtifactCorruptException(digest, path, "is missing");
      }
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file)) {
        bucket.read(files + path, size, out);
      }
      ReadOnlyFiles.protect(file);
    }
    if (!sizes.isEmpty()) {
      throw new ArtifactCorruptException(
          digest, sizes.firstKey().substring(files.length()), "does not belong to it");
    }
  }

  private String storeName() {
    return "artifact store " + bucket.place();
  }
}
