// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.Labelled;
import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads {@code index.csv} of a registered bundle and checks every row. */
final class RegisteredIndex {

  private static final int KEY_COLUMN = BundleIndex.COLUMNS.indexOf("subject_key");

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private final String file;
  private final Defects defects;
  private final ClassTable classes;
  private final BundleIndex.Builder builder = new BundleIndex.Builder();
  private final Owners.Builder owners = Owners.Builder.ofDigests();
  private long expectedOrdinal;

  /** The first train row without a key, or 0; either all or none may lack theirs. */
  private long keylessRow;

  private boolean keyedTrainRow;

  private RegisteredIndex(String file, Defects defects) {
    this.file = file;
    this.defects = defects;
    this.classes = new ClassTable(defects);
  }

  /**
   * Reads the index.
   *
   * @throws DatasetException listing the first defects when there are any
   */
  static BundleIndex read(String file, InputStream content, Defects defects) throws IOException {
    RegisteredIndex index = new RegisteredIndex(file, defects);
    new CsvReader(file, BundleIndex.COLUMNS, defects).read(content, index::addRow);
    if (index.keylessRow > 0 && index.keyedTrainRow) {
      index.badKey(index.keylessRow);
    }
    SampleRules.check(file, index.builder, index.classes, defects);
    return index.builder.build(index.classes.names(), index.owners.build());
  }

  private void addRow(CsvReader.Row row) {
    String ordinal = Long.toString(expectedOrdinal);
    check(row, 0, row.get(0).equals(ordinal), "must be " + ordinal + ", one more than before");
    expectedOrdinal++;
    Optional<Split> split = Labelled.find(Split.class, row.get(1));
    check(row, 1, split.isPresent(), "must be train, test or validation");
    OptionalInt label = classes.add(file, row.number(), row.get(2), row.get(3));
    boolean hash = Digests.isSha256Hex(row.get(4));
    check(row, 4, hash, "must be 64 lower-case hex digits");
    boolean bytes =
        NUMBER.matcher(row.get(5)).matches()
            && Integer.parseInt(row.get(5)) <= BundleFiles.MAX_FILE_BYTES;
    check(row, 5, bytes, "must be a whole number from 1 to " + BundleFiles.MAX_FILE_BYTES);
    String key = subjectKey(row, split);
    if (split.isPresent() && label.isPresent() && hash && bytes) {
      builder.addSample(split.get(), label.getAsInt());
      builder.addImage(HexFormat.of().parseHex(row.get(4)), Integer.parseInt(row.get(5)));
      owners.add(key);
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

  /** Returns the key, or nobody's when it is none. */
  private String subjectKey(CsvReader.Row row, Optional<Split> split) {
    String key = row.get(KEY_COLUMN);
    boolean train = split.equals(Optional.of(Split.TRAIN));
    if (!key.isEmpty() && !Digests.isSha256Hex(key)) {
      badKey(row.number());
      return "";
    }
    if (train && key.isEmpty() && keylessRow == 0) {
      keylessRow = row.number();
    }
    keyedTrainRow |= train && !key.isEmpty();
    return key;
  }

  /** Never quotes the value: if it is no key, it may be an id. */
  private void badKey(long row) {
    defects.add(
        file,
        row,
        "subject_key must be 64 lower-case hex digits, and may be empty only outside train or in"
            + " all of it: register the dataset again");
  }
}
