// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dataset whose images are decoded: unsigned bytes [N,H,W,C] in a memory-mapped file, and labels.
 * Images are decoded once a machine; the file is found again by dataset digest and resolution. It
 * knows no subjects. Safe for use by several threads.
 */
public final class Dataset implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Dataset.class);

  /**
   * How to decode.
   *
   * @param cacheDirectory where decoded images are kept; made if missing; delete it at will
   * @param resolution pixels of the square that every image is scaled to; empty leaves images as
   *     they are, and then all must have one size
   * @param threads threads that decode, at least 1
   */
  public record DecodeOptions(Path cacheDirectory, OptionalInt resolution, int threads) {

    private static final int MAX_RESOLUTION = 4096;

    public DecodeOptions {
      requireNonNull(cacheDirectory, "cacheDirectory");
      requireNonNull(resolution, "resolution");
      if (resolution.isPresent()
          && (resolution.getAsInt() < 1 || resolution.getAsInt() > MAX_RESOLUTION)) {
        throw new IllegalArgumentException(
            "resolution %d must be from 1 to %d pixels"
                .formatted(resolution.getAsInt(), MAX_RESOLUTION));
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            "%d decoding threads: at least 1 is needed".formatted(threads));
      }
    }

    /** Leaves images as they are and uses every processor. */
    public static DecodeOptions defaults(Path cacheDirectory) {
      return new DecodeOptions(
          cacheDirectory, OptionalInt.empty(), Runtime.getRuntime().availableProcessors());
    }
  }

  private final String digest;
  private final Split[] splits;
  private final int[] labels;
  private final List<String> classNames;
  private volatile @Nullable PixelFile pixels;

  private Dataset(BundleSource source, PixelFile pixels) {
    this.digest = source.digest();
    this.pixels = pixels;
    this.splits = new Split[source.size()];
    this.labels = new int[source.size()];
    for (int ordinal = 0; ordinal < labels.length; ordinal++) {
      splits[ordinal] = source.split(ordinal);
      labels[ordinal] = source.label(ordinal);
    }
    this.classNames = List.copyOf(source.classNames());
  }

  /**
   * Finds the decoded images of a bundle, or decodes them. A damaged file is made anew. The bundle
   * may be closed afterwards.
   *
   * @param progress hears the phase {@code decode}, when images are decoded, in images
   * @throws DatasetException if an image is broken, unlike the others, or cannot be stored; the
   *     message names up to 20 of them
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static Dataset load(
      BundleSource source, DecodeOptions options, ProgressListener progress) {
    int resolution = options.resolution().orElse(0);
    int size = source.size();
    Path file =
        options
            .cacheDirectory()
            .resolve(source.digest() + (resolution == 0 ? "" : "-" + resolution) + ".pixels");
    try {
      Files.createDirectories(options.cacheDirectory());
      boolean existed = Files.exists(file);
      PixelFile found = PixelFile.open(file, source.digest(), resolution, size).orElse(null);
      if (found != null) {
        return new Dataset(source, found);
      }
      if (existed) {
        LOGGER
            .atWarn()
            .setMessage("Decoded images are damaged, decoding again")
            .addKeyValue("file", file)
            .log();
      }
      new PixelFileBuilder(source, options, progress).build(file);
      return new Dataset(
          source,
          PixelFile.open(file, source.digest(), resolution, size)
              .orElseThrow(
                  () ->
                      new DatasetException(
                          "decoded images in %s were damaged as they were written: check the disk"
                              .formatted(file))));
    } catch (IOException e) {
      throw new DatasetException(
          "decoded images cannot be kept in %s: check its space and rights"
              .formatted(options.cacheDirectory()),
          e);
    }
  }

  /** Returns the digest of the bundle. */
  public String digest() {
    return digest;
  }

  /** Returns the number of samples of all splits, N. */
  public int size() {
    return labels.length;
  }

  /** Returns the shape of every image. */
  public ImageShape shape() {
    return pixels().shape();
  }

  /** Returns the number of classes, K. */
  public int classes() {
    return classNames.size();
  }

  /** Returns the class names by label. */
  public List<String> classNames() {
    return classNames;
  }

  /** Returns the split of a sample. */
  public Split split(int ordinal) {
    return splits[ordinal];
  }

  /** Returns the label of a sample, 0 to K-1. */
  public int label(int ordinal) {
    return labels[ordinal];
  }

  /** The labels of these samples, in their order. */
  public int[] labels(int[] ordinals) {
    return IntStream.of(ordinals).map(this::label).toArray();
  }

  /** Returns the sorted ordinals of a split, as a fresh array; empty if it has no samples. */
  public int[] ordinals(Split split) {
    return IntStream.range(0, size()).filter(i -> splits[i] == split).toArray();
  }

  /**
   * Copies an image, H by W by C unsigned bytes, to the target's position and moves the position
   * behind it.
   *
   * @throws IllegalArgumentException if the target has less room than {@code shape().bytes()}
   * @throws IndexOutOfBoundsException if there is no such ordinal
   * @throws IllegalStateException after {@link #close()}
   */
  public void copyImage(int ordinal, ByteBuffer target) {
    checkIndex(ordinal, size());
    pixels().copy(ordinal, target);
  }

  private PixelFile pixels() {
    PixelFile open = pixels;
    if (open == null) {
      throw new IllegalStateException("dataset is closed");
    }
    return open;
  }

  /** Lets go of the decoded images; the file stays for the next time. */
  @Override
  public void close() {
    pixels = null;
  }
}
