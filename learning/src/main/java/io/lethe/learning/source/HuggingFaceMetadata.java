// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.learning.dataset.Defects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Hugging Face's datasets library notes of its columns in a Parquet file. */
final class HuggingFaceMetadata {

  private static final String KEY = "huggingface";
  private static final ObjectMapper JSON = new ObjectMapper();

  private HuggingFaceMetadata() {}

  /** Returns the class names by label; empty when the label column is no ClassLabel. */
  static List<String> classNames(
      String file, Map<String, String> metadata, String labelColumn, Defects defects) {
    String note = metadata.get(KEY);
    if (note == null) {
      return List.of();
    }
    try {
      JsonNode feature = JSON.readTree(note).path("info").path("features").path(labelColumn);
      List<String> names = new ArrayList<>();
      if (feature.path("_type").asText().equals("ClassLabel")) {
        feature.path("names").forEach(name -> names.add(name.asText()));
      }
      return names;
    } catch (JsonProcessingException e) {
      defects.add(
          file,
          "its metadata '%s' is not JSON (line %d): write the file again"
              .formatted(KEY, e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
      return List.of();
    }
  }
}
