package io.lethe.worker;

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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Runs the worker as a process: {@code WorkerMain [CONFIG.yaml]}. */
public final class WorkerMain {
  private final Function<WorkerConfig, LetheService> factory;

  WorkerMain(Function<WorkerConfig, LetheService> factory) {
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /** Parses, loads, runs, and exits with a code of {@link ExitCode}. */
  public static void main(String[] arguments) {
    ExitCode end =
        ServiceLogging.run(
            WorkerService.NAME, () -> new WorkerMain(WorkerMain::process).run(List.of(arguments)));
    System.exit(end.code());
  }

  /** The worker with its own HTTP, not started. */
  static LetheService process(WorkerConfig config) {
    WorkerService.Settings settings = config.settings();
    ServiceMeters meters = ServiceMeters.of(WorkerService.NAME);
    WorkerService service =
        new WorkerService(
            settings,
            WorkerService.Collaborators.of(
                ArtifactStores.open(config.artifacts()), meters.registry()));
    return new ServedService(
        service, meters, () -> new HealthServer(config.httpPort(), service, meters.registry()));
  }

  ExitCode run(List<String> arguments) {
    if (arguments.size() > 1) {
      return ExitCode.USAGE;
    }
    Optional<Path> file = arguments.stream().findFirst().map(Path::of);
    return new ServiceRunner()
        .run(() -> factory.apply(Configuration.load(WorkerConfig.class, file, Map.of())));
  }
}
