// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.config.ConfigurationException;
import java.util.Map;

/**
 * Logging of a service that is a process of its own: JSON on standard output, as {@code
 * LETHE_LOG_LEVEL} and {@code LETHE_LOG_FORMAT} ask for.
 */
public final class ServiceLogging {
  private ServiceLogging() {}

  /**
   * Sets logging up.
   *
   * @param service the service's name, in every line
   * @param environment may ask for a level and a format
   * @throws ConfigurationException if it asks for one that there is not; the defaults are in force
   */
  public static void configure(String service, Map<String, String> environment) {
    requireNonNull(service, "service");
    configure(service, LogSettings.DEFAULTS);
    configure(service, LogSettings.of(environment));
  }

  private static void configure(String service, LogSettings settings) {
    Logback.configure(
        settings.format().configuration(),
        Map.of(
            "lethe.service",
            service,
            "lethe.log.level",
            settings.level().toString(),
            "lethe.log.others",
            settings.othersLevel().toString()));
  }
}
