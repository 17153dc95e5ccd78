package io.lethe.ingest;

import io.lethe.kit.config.Configuration;
import io.lethe.kit.logging.ServiceLogging;
import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServiceRunner;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs deletion-ingest as a process of its own: {@code IngestMain [CONFIG.yaml]}. */
public final class IngestMain {
  private static final Logger LOGGER = LoggerFactory.getLogger(IngestMain.class);

  private final Function<IngestConfig, LetheService> factory;

  IngestMain(Function<IngestConfig, LetheService> factory) {
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /**
   * Starts the service and ends with one of {@link ExitCode}.
   *
   * @param arguments at most one: a YAML file
   */
  public static void main(String[] arguments) {
    ExitCode end =
        ServiceLogging.run(
            IngestService.NAME, () -> new IngestMain(IngestService::new).run(arguments));
    System.exit(end.code());
  }

  ExitCode run(String... arguments) {
    if (arguments.length > 1) {
      LOGGER
          .atError()
          .setMessage("At most one argument, a YAML file, is taken")
          .addKeyValue("found", arguments.length)
          .log();
      return ExitCode.USAGE;
    }
    Optional<Path> file =
        arguments.length == 0 ? Optional.empty() : Optional.of(Path.of(arguments[0]));
    return new ServiceRunner()
        .run(() -> factory.apply(Configuration.load(IngestConfig.class, file, Map.of())));
  }
}
