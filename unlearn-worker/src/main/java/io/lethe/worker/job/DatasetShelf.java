package io.lethe.worker.job;

import io.lethe.kit.artifact.ArtifactMissingException;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.source.RegisteredBundle;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Keeps the last dataset open, because the next job most often asks for the same one. Decoded
 * images stay in the cache directory. Not thread-safe: one job runs at a time.
 */
final class DatasetShelf implements AutoCloseable {
  private final ArtifactStore store;
  private final Path cacheDirectory;
  private final int decodeThreads;
  private Dataset open;

  DatasetShelf(ArtifactStore store, Path cacheDirectory, int decodeThreads) {
    this.store = Objects.requireNonNull(store, "store");
    this.cacheDirectory = Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    this.decodeThreads = decodeThreads;
  }

  /**
   * The dataset with this digest, its images in this shape. It belongs to the shelf and stays open
   * until another is asked for.
   *
   * @param uri where the registered bundle lies, {@code artifact:tree/<digest of the tree>}
   * @throws JobRefusedException if the URI is of another kind, the store lacks the bundle, or the
   *     images cannot take the shape
   * @throws io.lethe.learning.dataset.DatasetException if the bundle is not the one of this digest,
   *     or is broken
   */
  Dataset fetch(String digest, String uri, ImageShape shape, ProgressListener progress) {
    if (open != null && open.digest().equals(digest) && open.shape().equals(shape)) {
      return open;
    }
    close();
    Path bundle = bundle(digest, uri);
    Dataset loaded;
    try (RegisteredBundle source = RegisteredBundle.open(bundle, digest)) {
      OptionalInt resolution =
          shape.height() == shape.width() ? OptionalInt.of(shape.height()) : OptionalInt.empty();
      loaded =
          Dataset.load(
              source,
              new Dataset.DecodeOptions(cacheDirectory, resolution, decodeThreads),
              progress);
    }
    if (!loaded.shape().equals(shape)) {
      ImageShape found = loaded.shape();
      loaded.close();
      throw new JobRefusedException(
          "the model takes images of " + shape + " and the dataset has " + found);
    }
    open = loaded;
    return loaded;
  }

  private Path bundle(String digest, String uri) {
    try {
      return store.tree(treeDigest(uri));
    } catch (ArtifactMissingException e) {
      throw new JobRefusedException(
          "dataset "
              + digest
              + " has vanished: "
              + e.getMessage()
              + "; put it back or register it again, then retry the set",
          e);
    }
  }

  private static String treeDigest(String uri) {
    try {
      ArtifactRef reference = ArtifactRef.parse(uri);
      if (reference.isTree()) {
        return reference.digest();
      }
    } catch (IllegalArgumentException e) {
      throw new JobRefusedException("the dataset's URI cannot be read: " + e.getMessage(), e);
    }
    throw new JobRefusedException("the dataset's URI is '" + uri + "'; it must name a tree");
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
