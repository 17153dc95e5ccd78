// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import io.lethe.kit.logging.Logback;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a service's process would log, down to its finest level, while it is open. */
final class LoggedLines implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  LoggedLines() {
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Logback.configure(
        "lethe-logback-json.xml",
        Map.of(
            "lethe.service", "hostile", "lethe.log.level", "TRACE", "lethe.log.others", "ERROR"));
  }

  /** Those since this was asked last. */
  List<String> take() {
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    bytes.reset();
    return lines;
  }

  @Override
  public void close() {
    System.setOut(before);
    Logback.configure("logback-test.xml", Map.of());
  }
}
