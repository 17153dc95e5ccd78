// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.Split;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Options of which one thing is not the default. */
final class OptionsFixture {

  private OptionsFixture() {}

  static SourceOptions withSubjectsCsv(Path file) {
    return new SourceOptions(
        Optional.of(file),
        SourceOptions.IMAGE_COLUMN,
        SourceOptions.LABEL_COLUMN,
        Optional.empty(),
        Map.of(),
        SubjectRule.CASE_KEPT);
  }

  static SourceOptions withColumns(String image, String label, String subject) {
    return new SourceOptions(
        Optional.empty(), image, label, Optional.of(subject), Map.of(), SubjectRule.CASE_KEPT);
  }

  static SourceOptions withRule(SubjectRule rule) {
    return new SourceOptions(
        Optional.empty(),
        SourceOptions.IMAGE_COLUMN,
        SourceOptions.LABEL_COLUMN,
        Optional.empty(),
        Map.of(),
        rule);
  }

  /** Paths as given or below the dataset's folder. */
  static SourceOptions withSplitFiles(Map<Path, Split> files) {
    return new SourceOptions(
        Optional.empty(),
        SourceOptions.IMAGE_COLUMN,
        SourceOptions.LABEL_COLUMN,
        Optional.empty(),
        files,
        SubjectRule.CASE_KEPT);
  }
}
