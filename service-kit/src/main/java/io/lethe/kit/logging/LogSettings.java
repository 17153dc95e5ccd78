// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import io.lethe.kit.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * How a process logs.
 *
 * @param level the least of our own lines' levels; others' lines are at {@link Level#WARN} or above
 * @param format how lines look
 */
record LogSettings(Level level, Format format) {
  static final String LEVEL_VARIABLE = "LETHE_LOG_LEVEL";
  static final String FORMAT_VARIABLE = "LETHE_LOG_FORMAT";
  static final LogSettings DEFAULTS = new LogSettings(Level.INFO, Format.JSON);

  /** How lines look. */
  enum Format {
    /** One object a line. */
    JSON,
    /** For people. */
    TEXT;

    String configuration() {
      return "lethe-logback-" + name().toLowerCase(Locale.ROOT) + ".xml";
    }
  }

  /**
   * What the environment asks for.
   *
   * @throws ConfigurationException naming every variable whose value is none of those allowed
   */
  static LogSettings of(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    Level level =
        oneOf(Level.class, LEVEL_VARIABLE, environment.get(LEVEL_VARIABLE), Level.INFO, problems);
    Format format =
        oneOf(
            Format.class, FORMAT_VARIABLE, environment.get(FORMAT_VARIABLE), Format.JSON, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new LogSettings(level, format);
  }

  /** Others' lines are never more talkative than ours, and never below warnings. */
  Level othersLevel() {
    return level.toInt() > Level.WARN.toInt() ? level : Level.WARN;
  }

  private static <E extends Enum<E>> E oneOf(
      Class<E> type, String variable, @Nullable String text, E otherwise, List<String> problems) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(text.strip())) {
        return each;
      }
    }
    problems.add(
        "Environment variable "
            + variable
            + " is "
            + text
            + ": it must be one of "
            + List.of(type.getEnumConstants())
            + ", in any case");
    return otherwise;
  }
}
