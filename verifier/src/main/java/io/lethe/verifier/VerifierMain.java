package io.lethe.verifier;

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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The verifier as a process of its own: {@code VerifierMain [config.yaml]}. */
public final class VerifierMain {

  private final Function<Callable<LetheService>, ExitCode> runner;

  VerifierMain(Function<Callable<LetheService>, ExitCode> runner) {
    this.runner = Objects.requireNonNull(runner, "runner");
  }

  /** Runs until told to stop. */
  public static void main(String[] arguments) {
    ExitCode end =
        ServiceLogging.run(
            VerifierService.NAME,
            () -> new VerifierMain(service -> new ServiceRunner().run(service)).run(arguments));
    System.exit(end.code());
  }

  ExitCode run(String... arguments) {
    if (arguments.length > 1) {
      System.err.println("usage: verifier [config.yaml]");
      return ExitCode.USAGE;
    }
    Optional<Path> file =
        arguments.length == 0 ? Optional.empty() : Optional.of(Path.of(arguments[0]));
    return runner.apply(() -> withHttp(Configuration.load(VerifierConfig.class, file, Map.of())));
  }

  private static LetheService withHttp(VerifierConfig config) {
    ServiceMeters meters = ServiceMeters.of(VerifierService.NAME);
    VerifierService service =
        new VerifierService(
            config.settings(),
            ArtifactStores.open(config.artifacts()),
            meters.registry(),
            Clock.systemUTC(),
            VerificationListener.silent());
    return new ServedService(
        service, meters, () -> new HealthServer(config.httpPort(), service, meters.registry()));
  }
}
