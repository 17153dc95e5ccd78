// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

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

  static final String COMMENT = "#";

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
    if (!id.equals(id.strip()) || id.startsWith(COMMENT)) {
      return Optional.of(
          "subject_id has blanks around it or begins with #, which subject files cannot name:"
              + " rewrite it");
    }
    return Optional.empty();
  }

  static List<String> read(Path file) {
    Set<String> ids = new LinkedHashSet<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        String id = line.strip();
        if (!id.isEmpty() && !id.startsWith(COMMENT)) {
          ids.add(id);
        }
      }
    } catch (CharacterCodingException e) {
      throw new DatasetException("subject file %s must be UTF-8 text".formatted(file), e);
    } catch (IOException e) {
      throw new DatasetException(
          "subject file %s cannot be read: name a text file with one subject id a line"
              .formatted(file),
          e);
    }
    if (ids.isEmpty()) {
      throw new DatasetException(
          "subject file %s names nobody: write one subject id a line".formatted(file));
    }
    return List.copyOf(ids);
  }
}
