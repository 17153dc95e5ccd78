package io.lethe.worker;

import io.lethe.kit.artefact.FileArtefactStore;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Objects;

/** The worker with its own HTTP, as it runs in a process of its own. */
final class WorkerProcess implements LetheService {
  private final WorkerService service;
  private final PrometheusMeterRegistry registry;
  private final int httpPort;
  private HealthServer http;

  private WorkerProcess(WorkerService service, PrometheusMeterRegistry registry, int httpPort) {
    this.service = Objects.requireNonNull(service, "service");
    this.registry = Objects.requireNonNull(registry, "registry");
    this.httpPort = httpPort;
  }

  static WorkerProcess create(WorkerConfig config) {
    WorkerService.Settings settings = config.settings();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    WorkerService service =
        new WorkerService(
            settings,
            WorkerService.Collaborators.of(new FileArtefactStore(config.artefacts()), registry));
    return new WorkerProcess(service, registry, config.httpPort());
  }

  @Override
  public String name() {
    return service.name();
  }

  /** Serves health first, so that whoever waits for topics can be watched waiting. */
  @Override
  public void start() {
    http = new HealthServer(httpPort, service, registry);
    service.start();
  }

  @Override
  public boolean isReady() {
    return service.isReady();
  }

  @Override
  public boolean isHealthy() {
    return service.isHealthy();
  }

  @Override
  public void close() {
    try {
      service.close();
    } finally {
      if (http != null) {
        http.close();
        http = null;
      }
    }
  }
}
