package io.lethe.kit.logging;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.service.ExitCode;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging of a service that is a process of its own: JSON on standard output, as {@code
 * LETHE_LOG_LEVEL} and {@code LETHE_LOG_FORMAT} ask for.
 */
public final class ServiceLogging {
  private ServiceLogging() {}

  /**
   * Sets logging up and runs the service.
   *
   * @param service the room's name, in every line
   * @param main the service's life
   * @return what the service ended with, or {@link ExitCode#CONFIGURATION} without having run it
   *     where the environment asks for a level or format that there is not
   */
  public static ExitCode run(String service, Supplier<ExitCode> main) {
    return run(service, System.getenv(), main);
  }

  static ExitCode run(String service, Map<String, String> environment, Supplier<ExitCode> main) {
    requireNonNull(service, "service");
    requireNonNull(main, "main");
    try {
      configure(service, LogSettings.of(environment));
    } catch (ConfigurationException e) {
      configure(service, LogSettings.DEFAULTS);
      Logger logger = LoggerFactory.getLogger(ServiceLogging.class);
      logger
          .atError()
          .setMessage("Service failed")
          .addKeyValue("exitCode", ExitCode.CONFIGURATION.code())
          .addKeyValue("meaning", ExitCode.CONFIGURATION.meaning())
          .setCause(e)
          .log();
      return ExitCode.CONFIGURATION;
    }
    return main.get();
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
