// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measurements as a JSON file. */
public final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  /** Writes a record or map, over an older file; the folder is made if it is missing. */
  public static void write(Path file, Object content) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      MAPPER.writeValue(file.toFile(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the file " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** The text that {@link #write} writes. */
  public static String text(Object content) {
    try {
      return MAPPER.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  /** Reads a file. */
  public static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
