package io.lethe.registry;

import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.logging.ServiceLogging;
import io.lethe.kit.metrics.ServiceMeters;
import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServedService;
import io.lethe.kit.service.ServiceRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Runs the registry as a process: {@code RegistryMain [CONFIG.yaml]}. */
public final class RegistryMain {
  private final Function<RegistryConfig, LetheService> factory;

  RegistryMain(Function<RegistryConfig, LetheService> factory) {
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /** Parses, loads, runs, and exits with a code of {@link ExitCode}. */
  public static void main(String[] arguments) {
    ExitCode end =
        ServiceLogging.run(
            RegistryService.NAME,
            () -> new RegistryMain(RegistryMain::process).run(List.of(arguments)));
    System.exit(end.code());
  }

  /** The registry with its own HTTP, not started. */
  static LetheService process(RegistryConfig config) {
    RegistryService.Settings settings = config.settings();
    ServiceMeters meters = ServiceMeters.of(RegistryService.NAME);
    RegistryService service =
        new RegistryService(
            settings,
            new RegistryService.Collaborators(
                ArtifactStores.open(config.artifacts()),
                TrustedKeys.load(config.trustedKeys().toArray(Path[]::new)),
                meters.registry(),
                Clock.systemUTC()));
    return new ServedService(
        service,
        meters,
        () -> new HealthServer(config.httpPort(), service, meters.registry(), service.routes()));
  }

  ExitCode run(List<String> arguments) {
    if (arguments.size() > 1) {
      return ExitCode.USAGE;
    }
    Optional<Path> file = arguments.stream().findFirst().map(Path::of);
    return new ServiceRunner()
        .run(() -> factory.apply(Configuration.load(RegistryConfig.class, file, Map.of())));
  }
}
