// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.Split;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How to read a dataset. Bundles need none of it but the rule.
 *
 * @param subjectsCsv who owns which file of an image folder, columns {@code path,subject_id}; empty
 *     for {@code subjects.csv} in the folder, which may be missing
 * @param imageColumn Parquet column of the images
 * @param labelColumn Parquet column of the class numbers
 * @param subjectColumn Parquet column of the subject ids; empty for {@code subject_id}, which may
 *     be missing
 * @param splitFiles the Parquet files to read and the split of each; empty to tell by their names
 * @param subjectRule when two subject ids are one person's
 */
public record SourceOptions(
    Optional<Path> subjectsCsv,
    String imageColumn,
    String labelColumn,
    Optional<String> subjectColumn,
    Map<Path, Split> splitFiles,
    SubjectRule subjectRule) {

  /** The image column, where none is named. */
  public static final String IMAGE_COLUMN = "image";

  /** The label column, where none is named. */
  public static final String LABEL_COLUMN = "label";

  /** The subject column, where none is named. */
  public static final String SUBJECT_COLUMN = "subject_id";

  public SourceOptions {
    requireNonNull(subjectsCsv, "subjectsCsv");
    requireName(imageColumn, "image");
    requireName(labelColumn, "label");
    subjectColumn.ifPresent(name -> requireName(name, "subject"));
    if (imageColumn.equals(labelColumn)
        || subjectColumn
            .filter(name -> name.equals(imageColumn) || name.equals(labelColumn))
            .isPresent()) {
      throw new IllegalArgumentException(
          "image column '%s', label column '%s' and subject column '%s' must be three columns"
              .formatted(imageColumn, labelColumn, subjectColumn.orElse(SUBJECT_COLUMN)));
    }
    requireNonNull(subjectRule, "subjectRule");
    splitFiles = Collections.unmodifiableMap(new LinkedHashMap<>(splitFiles));
  }

  private static void requireName(String column, String what) {
    if (column.isBlank()) {
      throw new IllegalArgumentException("the name of the %s column is blank".formatted(what));
    }
  }

  /** Every default; letter case is kept. */
  public static SourceOptions defaults() {
    return new SourceOptions(
        Optional.empty(),
        IMAGE_COLUMN,
        LABEL_COLUMN,
        Optional.empty(),
        Map.of(),
        SubjectRule.CASE_KEPT);
  }
}
