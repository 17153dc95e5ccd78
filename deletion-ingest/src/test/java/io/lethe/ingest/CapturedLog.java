// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.kit.logging.Logback;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What the service's process would log, down to its finest level, while it is open. */
final class CapturedLog implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  CapturedLog() {
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Logback.configure(
        "lethe-logback-json.xml",
        Map.of(
            "lethe.service",
            IngestService.NAME,
            "lethe.log.level",
            "TRACE",
            "lethe.log.others",
            "ERROR"));
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Lines with this value under this key. */
  List<JsonNode> with(String key, String value) {
    return text()
        .lines()
        .map(CapturedLog::parsed)
        .filter(line -> line.path(key).asText().equals(value))
        .toList();
  }

  private static JsonNode parsed(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  @Override
  public void close() {
    System.setOut(before);
    Logback.configure("logback-test.xml", Map.of());
  }
}
