package io.lethe.learning.dataset;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.RandomAccess;

/** The samples of a bundle by ordinal, kept as columns because a bundle may have millions. */
final class BundleIndex {

  static final List<String> COLUMNS =
      List.of("ordinal", "split", "label", "class_name", "image_sha256", "bytes", "subject_key");

  private final Split[] splits;
  private final int[] labels;
  private final List<String> classNames;
  private final byte[] imageDigests;
  private final int[] imageBytes;
  private final String[] subjectKeys;

  private BundleIndex(Builder builder, List<String> classNames, String[] subjectKeys) {
    this.splits = Arrays.copyOf(builder.splits, builder.size);
    this.labels = Arrays.copyOf(builder.labels, builder.size);
    this.imageDigests = Arrays.copyOf(builder.imageDigests, builder.size * Sha256.BYTES);
    this.imageBytes = Arrays.copyOf(builder.imageBytes, builder.size);
    this.classNames = classNames;
    this.subjectKeys = subjectKeys;
  }

  private BundleIndex(BundleIndex other, String[] subjectKeys) {
    this.splits = other.splits;
    this.labels = other.labels;
    this.imageDigests = other.imageDigests;
    this.imageBytes = other.imageBytes;
    this.classNames = other.classNames;
    this.subjectKeys = subjectKeys;
  }

  int size() {
    return labels.length;
  }

  Split split(int ordinal) {
    return splits[ordinal];
  }

  int imageBytes(int ordinal) {
    return imageBytes[ordinal];
  }

  String subjectKey(int ordinal) {
    return subjectKeys[ordinal];
  }

  /** Tells whether this is the image that the index names. */
  boolean matches(int ordinal, byte[] image) {
    int from = ordinal * Sha256.BYTES;
    return image.length == imageBytes[ordinal]
        && Arrays.equals(
            Sha256.digest(image), 0, Sha256.BYTES, imageDigests, from, from + Sha256.BYTES);
  }

  /** Returns the same samples with the given subject keys, one a sample, empty for none. */
  BundleIndex withSubjectKeys(String[] keys) {
    if (keys.length != size()) {
      throw new IllegalArgumentException(
          "%d subject keys for %d samples".formatted(keys.length, size()));
    }
    return new BundleIndex(this, keys.clone());
  }

  List<IndexEntry> entries() {
    return new Entries();
  }

  /** Renders the canonical bytes of {@code index.csv}, whose SHA-256 is the dataset digest. */
  byte[] toCsv() {
    StringBuilder csv = new StringBuilder(size() * 160);
    csv.append(String.join(",", COLUMNS)).append('\n');
    for (int ordinal = 0; ordinal < size(); ordinal++) {
      csv.append(ordinal).append(',');
      csv.append(split(ordinal).word()).append(',');
      csv.append(labels[ordinal]).append(',');
      csv.append(escape(classNames.get(labels[ordinal]))).append(',');
      csv.append(imageSha256(ordinal)).append(',');
      csv.append(imageBytes[ordinal]).append(',');
      csv.append(subjectKeys[ordinal]).append('\n');
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String imageSha256(int ordinal) {
    int from = ordinal * Sha256.BYTES;
    return HexFormat.of().formatHex(imageDigests, from, from + Sha256.BYTES);
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
          subjectKeys[ordinal]);
    }

    @Override
    public int size() {
      return labels.length;
    }
  }

  /** Grows the columns sample by sample. */
  static final class Builder {

    /** Beyond it the column of image digests would not fit an array. */
    static final int MAX_SAMPLES = Integer.MAX_VALUE / Sha256.BYTES - 1;

    private Split[] splits = new Split[1024];
    private int[] labels = new int[1024];
    private byte[] imageDigests = new byte[1024 * Sha256.BYTES];
    private int[] imageBytes = new int[1024];
    private final List<String> subjectKeys = new ArrayList<>();
    private int size;

    int size() {
      return size;
    }

    void add(Split split, int label, byte[] imageDigest, int bytes, String subjectKey) {
      if (size == MAX_SAMPLES) {
        throw new DatasetException(
            "a bundle has at most %d samples: split the dataset".formatted(MAX_SAMPLES));
      }
      if (size == labels.length) {
        int grown = Math.min(MAX_SAMPLES, size + (size >> 1));
        splits = Arrays.copyOf(splits, grown);
        labels = Arrays.copyOf(labels, grown);
        imageBytes = Arrays.copyOf(imageBytes, grown);
        imageDigests = Arrays.copyOf(imageDigests, grown * Sha256.BYTES);
      }
      splits[size] = split;
      labels[size] = label;
      System.arraycopy(imageDigest, 0, imageDigests, size * Sha256.BYTES, Sha256.BYTES);
      imageBytes[size] = bytes;
      subjectKeys.add(subjectKey);
      size++;
    }

    BundleIndex build(List<String> classNames) {
      return new BundleIndex(this, List.copyOf(classNames), subjectKeys.toArray(String[]::new));
    }
  }
}
