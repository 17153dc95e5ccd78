// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import io.lethe.kit.logging.Logback;
import java.util.Arrays;
import java.util.Map;

/** Chooses what a person at the screen sees of the log. */
final class Logging {
  private static final String CONFIGURATION = "lethe-logback-console.xml";
  private static final String LEVEL = "lethe.log.level";

  private Logging() {}

  /** The services' log lines belong on the screen for {@code up}, and where someone debugs. */
  static void configure(String... arguments) {
    boolean debug = Arrays.asList(arguments).contains("--debug");
    boolean serves = arguments.length > 0 && arguments[0].equals("up");
    Logback.configure(CONFIGURATION, Map.of(LEVEL, debug ? "DEBUG" : serves ? "INFO" : "WARN"));
  }
}
