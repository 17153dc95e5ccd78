package io.lethe.learning.dataset;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A text file that names subjects, one id a line. */
final class SubjectFile {

  static final String COMMENT = "#";

  private SubjectFile() {}

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
