// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.DatasetException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A text file that names subjects, one id a line, and what ids it can name. */
final class SubjectFile {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private SubjectFile() {}

  /**
   * Tells what is wrong with the subject id of a sample, without quoting it.
   *
   * @param needed whether the sample must have one
   */
  static Optional<String> defectOf(String id, boolean needed) {
    if (id.isBlank() && needed) {
      return Optional.of(
          "subject_id is empty: every train sample needs the person who may ask to be forgotten");
    }
    return id.isEmpty()
        ? Optional.empty()
        : SubjectRule.defect(id).map(rule -> "subject_id " + rule + ": rewrite it");
  }

  static List<String> read(Path file) {
    Set<String> ids = new LinkedHashSet<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith(SubjectRule.COMMENT)) {
        ids.add(canonical(line, file, number));
      }
    }
    if (ids.isEmpty()) {
      throw new DatasetException(
          "subject file %s names nobody: write one subject id a line".formatted(file));
    }
    return List.copyOf(ids);
  }

  private static String canonical(String id, Path file, int line) {
    SubjectRule.defect(id)
        .ifPresent(
            rule -> {
              throw new DatasetException(
                  "subject file %s line %d: a subject id %s: rewrite it"
                      .formatted(file, line, rule));
            });
    return SubjectRule.CASE_KEPT.canonical(id);
  }

  private static List<String> lines(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.substring(text.startsWith(BYTE_ORDER_MARK) ? 1 : 0).lines().toList();
    } catch (CharacterCodingException e) {
      throw new DatasetException("subject file %s must be UTF-8 text".formatted(file), e);
    } catch (IOException e) {
      throw new DatasetException(
          "subject file %s cannot be read: name a text file with one subject id a line"
              .formatted(file),
          e);
    }
  }
}
