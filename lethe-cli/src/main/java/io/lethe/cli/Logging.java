package io.lethe.cli;

import java.util.Arrays;

/** Chooses the logging configuration; must run before the first logger is made. */
final class Logging {
  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String LEVEL = "lethe.log.level";

  private Logging() {}

  /** Services' news belong on the screen for {@code up}, and where someone debugs. */
  static void configure(String... arguments) {
    boolean debug = Arrays.asList(arguments).contains("--debug");
    boolean serves = arguments.length > 0 && arguments[0].equals("up");
    setIfAbsent(CONFIGURATION, "lethe-logback-console.xml");
    setIfAbsent(LEVEL, debug ? "DEBUG" : serves ? "INFO" : "WARN");
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
