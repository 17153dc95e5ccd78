// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.kit.logging.Logback;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What the services' processes would log, down to their finest level, while it is open. */
final class CapturedLog implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  CapturedLog() {
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Logback.configure(
        "lethe-logback-json.xml",
        Map.of(
            "lethe.service", "pipeline", "lethe.log.level", "TRACE", "lethe.log.others", "WARN"));
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Lines with this value under this key; whatever is no line of the log is left out. */
  List<JsonNode> with(String key, String value) {
    return text()
        .lines()
        .filter(line -> line.startsWith("{"))
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
