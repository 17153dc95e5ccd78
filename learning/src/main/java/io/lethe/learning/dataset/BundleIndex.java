// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import io.lethe.domain.crypto.Digests;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** The samples of a bundle by ordinal, kept as columns because a bundle may have millions. */
public final class BundleIndex {

  public static final List<String> COLUMNS =
      List.of("ordinal", "split", "label", "class_name", "image_sha256", "bytes", "subject_key");

  /** By the number that stands for a split in its column. */
  private static final List<Split> SPLITS = List.of(Split.values());

  private final byte[] splits;
  private final int[] labels;
  private final PackedBytes imageDigests;
  private final int[] imageBytes;
  private final List<String> classNames;
  private final Owners owners;

  private BundleIndex(Builder builder, List<String> classNames, Owners owners) {
    this.splits = Arrays.copyOf(builder.splits, builder.samples);
    this.labels = Arrays.copyOf(builder.labels, builder.samples);
    this.imageDigests = builder.imageDigests;
    this.imageBytes = Arrays.copyOf(builder.imageBytes, builder.samples);
    this.classNames = classNames;
    this.owners = owners;
  }

  private BundleIndex(BundleIndex other, Owners owners) {
    this.splits = other.splits;
    this.labels = other.labels;
    this.imageDigests = other.imageDigests;
    this.imageBytes = other.imageBytes;
    this.classNames = other.classNames;
    this.owners = owners;
  }

  public int size() {
    return labels.length;
  }

  public Split split(int ordinal) {
    return SPLITS.get(splits[ordinal]);
  }

  public int label(int ordinal) {
    return labels[ordinal];
  }

  /** Returns the number of the person whose sample it is, or {@link Owners#NOBODY}. */
  public int owner(int ordinal) {
    return owners.of(ordinal);
  }

  public List<String> classNames() {
    return classNames;
  }

  int imageBytes(int ordinal) {
    return imageBytes[ordinal];
  }

  /** Returns where each image begins when they lie one after the other, and where the last ends. */
  public long[] imageOffsets() {
    long[] offsets = new long[size() + 1];
    for (int ordinal = 0; ordinal < size(); ordinal++) {
      offsets[ordinal + 1] = offsets[ordinal] + imageBytes[ordinal];
    }
    return offsets;
  }

  /** Tells whether this is the image that the index names. */
  public boolean matches(int ordinal, byte[] image) {
    return image.length == imageBytes[ordinal]
        && imageDigests.matches(ordinal, Digests.sha256(image));
  }

  /** Returns the same samples under these owners' names. */
  public BundleIndex withOwners(Owners others) {
    if (others.samples() != size()) {
      throw new IllegalArgumentException(
          "owners of %d samples for %d samples".formatted(others.samples(), size()));
    }
    return new BundleIndex(this, others);
  }

  /** Returns who owns which train samples. */
  public Map<String, int[]> trainOrdinalsByOwner() {
    return owners.ordinals(ordinal -> split(ordinal) == Split.TRAIN);
  }

  /** Returns who owns which samples of the other splits. */
  public Map<String, int[]> otherOrdinalsByOwner() {
    return owners.ordinals(ordinal -> split(ordinal) != Split.TRAIN);
  }

  /** Finds samples with the same picture; takes a few seconds for millions of samples. */
  public IdenticalPictures identicalPictures() {
    return IdenticalPictures.of(imageDigests, ordinals(Split.TRAIN), ordinals(Split.TEST));
  }

  private BitSet ordinals(Split split) {
    BitSet ordinals = new BitSet(size());
    for (int ordinal = 0; ordinal < size(); ordinal++) {
      ordinals.set(ordinal, split(ordinal) == split);
    }
    return ordinals;
  }

  public List<IndexEntry> entries() {
    return new Entries();
  }

  /** Writes the canonical bytes of {@code index.csv}; the stream stays open. */
  public void writeCsv(OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    StringBuilder line = new StringBuilder(256);
    line.append(String.join(",", COLUMNS)).append('\n');
    for (int ordinal = 0; ordinal < size(); ordinal++) {
      line.append(ordinal).append(',');
      line.append(split(ordinal).label()).append(',');
      line.append(labels[ordinal]).append(',');
      line.append(escape(classNames.get(labels[ordinal]))).append(',');
      line.append(imageSha256(ordinal)).append(',');
      line.append(imageBytes[ordinal]).append(',');
      line.append(owners.nameOf(ordinal)).append('\n');
      buffered.write(line.toString().getBytes(StandardCharsets.UTF_8));
      line.setLength(0);
    }
    buffered.write(line.toString().getBytes(StandardCharsets.UTF_8));
    buffered.flush();
  }

  /** Returns the dataset digest: the SHA-256 of {@code index.csv} in lower-case hex. */
  public String digest() {
    MessageDigest digest = Digests.newSha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      writeCsv(out);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written, so that nothing fails", e);
    }
    return Digests.hex(digest.digest());
  }

  private String imageSha256(int ordinal) {
    return HexFormat.of().formatHex(imageDigests.get(ordinal));
  }

  private static String escape(String value) {
    return value.indexOf(',') < 0 && value.indexOf('"') < 0
        ? value
        : '"' + value.replace("\"", "\"\"") + '"';
  }

  private final class Entries extends AbstractList<IndexEntry> implements RandomAccess {

    @Override
    public IndexEntry get(int ordinal) {
      return new IndexEntry(
          ordinal,
          split(ordinal),
          labels[ordinal],
          classNames.get(labels[ordinal]),
          imageSha256(ordinal),
          owners.nameOf(ordinal));
    }

    @Override
    public int size() {
      return labels.length;
    }
  }

  /** Grows the columns: every sample, and in the same order every image. */
  public static final class Builder {

    /** Beyond it the column of image digests would be full. */
    static final int MAX_SAMPLES = 100_000_000;

    private byte[] splits = new byte[16];
    private int[] labels = new int[16];
    private final PackedBytes imageDigests = new PackedBytes();
    private int[] imageBytes = new int[16];
    private int samples;

    public int samples() {
      return samples;
    }

    public Split split(int ordinal) {
      return SPLITS.get(splits[ordinal]);
    }

    public int label(int ordinal) {
      return labels[ordinal];
    }

    public void addSample(Split split, int label) {
      if (samples == MAX_SAMPLES) {
        throw new DatasetException(
            "a dataset has at most %d samples: split it".formatted(MAX_SAMPLES));
      }
      if (samples == labels.length) {
        int grown = samples + (samples >> 1);
        splits = Arrays.copyOf(splits, grown);
        labels = Arrays.copyOf(labels, grown);
      }
      splits[samples] = (byte) SPLITS.indexOf(split);
      labels[samples] = label;
      samples++;
    }

    public void addImage(byte[] sha256, int bytes) {
      int ordinal = imageDigests.add(sha256);
      if (ordinal == imageBytes.length) {
        imageBytes = Arrays.copyOf(imageBytes, ordinal + (ordinal >> 1));
      }
      imageBytes[ordinal] = bytes;
    }

    public BundleIndex build(List<String> classNames, Owners owners) {
      if (imageDigests.size() != samples || owners.samples() != samples) {
        throw new IllegalStateException(
            "%d samples, %d images, owners of %d"
                .formatted(samples, imageDigests.size(), owners.samples()));
      }
      return new BundleIndex(this, List.copyOf(classNames), owners);
    }
  }
}
