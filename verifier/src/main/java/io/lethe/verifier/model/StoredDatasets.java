package io.lethe.verifier.model;

import io.lethe.evaluation.model.Datasets;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.source.RegisteredBundle;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Datasets of the artifact store. Keeps the one used last open: candidates of one model follow each
 * other.
 */
public final class StoredDatasets implements Datasets, AutoCloseable {

  private final ArtifactStore store;
  private final Path cacheDirectory;
  private final int threads;
  private final ProgressListener progress;
  private Dataset open;
  private ImageShape openShape;

  /**
   * Where to find and keep datasets.
   *
   * @param cacheDirectory where decoded images are kept
   * @param threads threads that decode
   * @param progress hears of decoding
   */
  public StoredDatasets(
      ArtifactStore store, Path cacheDirectory, int threads, ProgressListener progress) {
    this.store = Objects.requireNonNull(store, "store");
    this.cacheDirectory = Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    this.threads = threads;
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  @Override
  public synchronized Dataset open(String digest, String uri, ImageShape shape) {
    if (open != null && open.digest().equals(digest) && shape.equals(openShape)) {
      return open;
    }
    close();
    OptionalInt square =
        shape.height() == shape.width() ? OptionalInt.of(shape.height()) : OptionalInt.empty();
    try (RegisteredBundle bundle = RegisteredBundle.open(store.tree(treeDigest(uri)), digest)) {
      open = Dataset.load(bundle, new DecodeOptions(cacheDirectory, square, threads), progress);
      openShape = shape;
      return open;
    }
  }

  private static String treeDigest(String uri) {
    ArtifactRef bundle = ArtifactRef.parse(uri);
    if (!bundle.isTree()) {
      throw new IllegalArgumentException(
          "the dataset's URI is '" + uri + "'; it must name a tree, artifact:tree/<digest>");
    }
    return bundle.digest();
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
