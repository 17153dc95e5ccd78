package io.lethe.registry;

import io.lethe.kit.artefact.FileArtefactStore;
import io.lethe.kit.crypto.TrustedKeys;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/** The registry with its own HTTP, as it runs in a process of its own. */
final class RegistryProcess implements LetheService {
  private final RegistryService service;
  private final PrometheusMeterRegistry registry;
  private final int httpPort;
  private HealthServer http;

  private RegistryProcess(RegistryService service, PrometheusMeterRegistry registry, int httpPort) {
    this.service = Objects.requireNonNull(service, "service");
    this.registry = Objects.requireNonNull(registry, "registry");
    this.httpPort = httpPort;
  }

  static RegistryProcess create(RegistryConfig config) {
    RegistryService.Settings settings = config.settings();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RegistryService service =
        new RegistryService(
            settings,
            new RegistryService.Collaborators(
                new FileArtefactStore(config.artefacts()),
                TrustedKeys.load(config.trustedKeys().toArray(Path[]::new)),
                registry,
                Clock.systemUTC()));
    return new RegistryProcess(service, registry, config.httpPort());
  }

  @Override
  public String name() {
    return service.name();
  }

  /** Serves health first, so that whoever waits for topics can be watched waiting. */
  @Override
  public void start() {
    http = new HealthServer(httpPort, service, registry, service.routes());
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
