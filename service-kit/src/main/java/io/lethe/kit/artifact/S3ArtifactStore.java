// SPDX-License-Identifier: Apache-2.0
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
  private final StoreLayout own;

  private S3ArtifactStore(S3Bucket bucket, TreeCache cache, StoreLayout own) {
    this.bucket = bucket;
    this.cache = cache;
    this.own = own;
  }

  /**
   * Opens the store and removes local copies that are no longer wanted. An empty place gets this
   * build's layout number.
   *
   * @param writer who opens it
   * @param cacheFolder for local copies, made if missing
   * @throws io.lethe.kit.layout.LayoutMismatchException where the place has another layout
   * @throws ArtifactStoreException where the bucket is missing, refuses or cannot be reached, or
   *     the cache's folder cannot be used
   */
  static S3ArtifactStore open(
      S3Bucket bucket, ArtifactWriter writer, Path cacheFolder, Clock clock) {
    bucket.requireUsable();
    Layout.ARTIFACT_STORE.requireOrBegin(bucket.place(), new LayoutObject(bucket));
    S3ArtifactStore store =
        new S3ArtifactStore(bucket, TreeCache.open(cacheFolder, clock), new StoreLayout(writer));
    store.cache.sweep(store::hasTree);
    return store;
  }

  @Override
  public ArtifactStore as(ArtifactWriter writer) {
    return new S3ArtifactStore(bucket, cache, new StoreLayout(writer));
  }

  @Override
  public ArtifactRef putBlob(byte[] content) {
    String digest = Digests.sha256Hex(content);
    bucket.write(own.blob(digest), content);
    return ArtifactRef.blob(digest);
  }

  @Override
  public byte[] readBlob(String digest) {
    return StoreLayout.firstSound(layout -> readBlob(layout.blob(digest), digest));
  }

  private byte[] readBlob(String name, String digest) {
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
    try {
      return StoreLayout.firstSound(layout -> tree(layout, digest));
    } catch (ArtifactMissingException e) {
      cache.delete(digest);
      throw e;
    }
  }

  private Path tree(StoreLayout layout, String digest) {
    byte[] manifest =
        bucket
            .read(layout.treeManifest(digest))
            .orElseThrow(() -> new ArtifactMissingException("tree", digest, storeName()));
    return cache
        .find(digest)
        .orElseGet(() -> fetch(layout, digest, TreeManifest.parse(manifest, digest)));
  }

  @Override
  public boolean contains(String digest) {
    return StoreLayout.all().anyMatch(layout -> bucket.size(layout.blob(digest)).isPresent())
        || hasTree(digest);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value) {
    return bucket.writeIfAbsent(own.key(key), value);
  }

  @Override
  public Optional<byte[]> read(String key) {
    return bucket.read(own.key(key));
  }

  @Override
  public void deleteTree(String digest) {
    try {
      deleteTree(own, digest);
    } finally {
      cache.delete(digest);
    }
  }

  private void deleteTree(StoreLayout layout, String digest) {
    // out of sight first; then what is left, until nothing is: others may store it meanwhile
    bucket.delete(layout.treeManifest(digest));
    for (int round = 0; round < DELETE_ROUNDS; round++) {
      Set<String> rest = bucket.list(layout.tree(digest) + '/').keySet();
      if (rest.isEmpty()) {
        return;
      }
      rest.forEach(bucket::delete);
    }
    throw new ArtifactStoreException(
        "Tree "
            + digest
            + " cannot be deleted in "
            + storeName()
            + ": it keeps being stored again; stop who stores it");
  }

  private boolean hasTree(String digest) {
    return StoreLayout.all()
        .anyMatch(layout -> bucket.size(layout.treeManifest(digest)).isPresent());
  }

  private void store(Path source, TreeManifest manifest) throws IOException {
    String digest = manifest.digest();
    String files = own.treeFile(digest, "");
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
    bucket.write(own.treeManifest(digest), manifest.toBytes());
    if (!bucket.list(files).keySet().containsAll(names)) {
      // somebody deleted it between its files and its manifest: then it is deleted
      deleteTree(own, digest);
      cache.delete(digest);
      throw new IOException("tree " + digest + " was deleted meanwhile; store it again if wanted");
    }
  }

  private Path fetch(StoreLayout layout, String digest, TreeManifest manifest) {
    cache.sweep(this::hasTree);
    try {
      return cache.add(
          digest,
          folder -> {
            download(layout.treeFile(digest, ""), digest, manifest, folder);
            manifest.verify(folder, digest);
          });
    } catch (IOException e) {
      throw new ArtifactStoreException(
          "Tree " + digest + " of " + storeName() + " cannot be copied: " + e.getMessage(), e);
    }
  }

  private void download(String files, String digest, TreeManifest manifest, Path folder)
      throws IOException {
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
