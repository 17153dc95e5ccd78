// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.ImageShape;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the registered dataset that was used last open, because the next piece of work most often
 * asks for the same one. Decoded images stay in the cache directory. Safe for use by many threads,
 * as long as one dataset is worked on at a time.
 */
public final class DatasetCache implements AutoCloseable {
  private final Function<String, Path> bundles;
  private final Path cacheDirectory;
  private final int decodeThreads;
  private @Nullable OwnedDataset open;

  /**
   * A cache that holds nothing yet.
   *
   * @param bundles finds the folder of a registered bundle by its URI
   * @param cacheDirectory where decoded images are kept
   * @param decodeThreads threads that decode
   */
  public DatasetCache(Function<String, Path> bundles, Path cacheDirectory, int decodeThreads) {
    this.bundles = Objects.requireNonNull(bundles, "bundles");
    this.cacheDirectory = Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    this.decodeThreads = decodeThreads;
  }

  /**
   * The dataset with this digest, its images in this shape. It belongs to the cache and stays open
   * until another is asked for.
   *
   * @param uri where the registered bundle lies; what finds it may throw what it likes
   * @param progress hears of decoding
   * @throws DatasetException if the bundle is not the one of this digest, or is broken, or its
   *     images cannot take the shape
   */
  public synchronized OwnedDataset open(
      String digest, String uri, ImageShape shape, ProgressListener progress) {
    if (open != null
        && open.images().digest().equals(digest)
        && open.images().shape().equals(shape)) {
      return open;
    }
    close();
    OwnedDataset loaded = load(digest, bundles.apply(uri), shape, progress);
    open = loaded;
    return loaded;
  }

  private OwnedDataset load(
      String digest, Path bundle, ImageShape shape, ProgressListener progress) {
    OptionalInt square =
        shape.height() == shape.width() ? OptionalInt.of(shape.height()) : OptionalInt.empty();
    OwnedDataset loaded;
    try (RegisteredBundle source = RegisteredBundle.open(bundle, digest)) {
      loaded =
          new OwnedDataset(
              Dataset.load(
                  source,
                  new Dataset.DecodeOptions(cacheDirectory, square, decodeThreads),
                  progress),
              IntStream.range(0, source.size()).map(source::owner).toArray(),
              source.ordinalsBySubjectKey(),
              source.identicalPictures());
    }
    ImageShape found = loaded.images().shape();
    if (!found.equals(shape)) {
      loaded.images().close();
      throw new DatasetException(
          "the model takes images of %s and the dataset has %s: register a dataset like the one"
                  .formatted(shape, found)
              + " that the model was trained on");
    }
    return loaded;
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.images().close();
      open = null;
    }
  }
}
