package io.lethe.learning.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code index.csv} of a registered bundle and checks every row. */
final class RegisteredIndex {

  private static final String NUMBER = "[1-9][0-9]{0,8}";

  private final String file;
  private final Defects defects;
  private final ClassTable classes;
  private final BundleIndex.Builder builder = new BundleIndex.Builder();
  private final Map<String, String> keys = new HashMap<>();
  private final Set<Split> splits = EnumSet.noneOf(Split.class);
  private long expectedOrdinal;

  private RegisteredIndex(String file, Defects defects) {
    this.file = file;
    this.defects = defects;
    this.classes = new ClassTable(file, defects);
  }

  /**
   * Reads the index.
   *
   * @throws DatasetException listing the first defects when there are any
   */
  static BundleIndex read(String file, byte[] content, Defects defects) throws IOException {
    RegisteredIndex index = new RegisteredIndex(file, defects);
    new CsvReader(file, BundleIndex.COLUMNS, defects)
        .read(new ByteArrayInputStream(content), index::addRow);
    index.classes.checkNoGap();
    index.requireSplit(Split.TRAIN);
    index.requireSplit(Split.TEST);
    defects.throwIfAny();
    return index.builder.build(index.classes.names());
  }

  private void addRow(CsvReader.Row row) {
    String ordinal = Long.toString(expectedOrdinal);
    check(row, 0, row.get(0).equals(ordinal), "must be " + ordinal + ", one more than before");
    expectedOrdinal++;
    Optional<Split> split = Split.ofWord(row.get(1));
    split.ifPresent(splits::add);
    check(row, 1, split.isPresent(), "must be train, test or validation");
    OptionalInt label = classes.add(row.number(), row.get(2), row.get(3));
    boolean hash = Sha256.isHex(row.get(4));
    check(row, 4, hash, "must be 64 lower-case hex digits");
    boolean bytes =
        row.get(5).matches(NUMBER) && Integer.parseInt(row.get(5)) <= BundleFiles.MAX_FILE_BYTES;
    check(row, 5, bytes, "must be a whole number from 1 to " + BundleFiles.MAX_FILE_BYTES);
    checkSubjectKey(row, split);
    if (split.isPresent() && label.isPresent() && hash && bytes) {
      builder.add(
          split.get(),
          label.getAsInt(),
          HexFormat.of().parseHex(row.get(4)),
          Integer.parseInt(row.get(5)),
          keys.computeIfAbsent(row.get(6), same -> same));
    }
  }

  private void check(CsvReader.Row row, int column, boolean sound, String rule) {
    if (!sound) {
      defects.add(
          file,
          row.number(),
          "%s %s %s: register the dataset again"
              .formatted(BundleIndex.COLUMNS.get(column), Defects.quote(row.get(column)), rule));
    }
  }

  /** Never quotes the value: if it is no key, it may be an id. */
  private void checkSubjectKey(CsvReader.Row row, Optional<Split> split) {
    String key = row.get(6);
    boolean mayLack = !split.equals(Optional.of(Split.TRAIN));
    if (!Sha256.isHex(key) && !(key.isEmpty() && mayLack)) {
      defects.add(
          file,
          row.number(),
          "subject_key must be 64 lower-case hex digits, and may be empty only outside train:"
              + " register the dataset again");
    }
  }

  private void requireSplit(Split split) {
    if (!splits.contains(split)) {
      defects.add(
          "%s has no %s row: a dataset needs train and test samples".formatted(file, split.word()));
    }
  }
}
