package io.lethe.kit.service;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.metrics.ServiceMeters;
import java.util.Optional;
import java.util.function.Supplier;

/** A service with its own HTTP, as it runs in a process of its own; opened and closed together. */
public final class ServedService implements LetheService {
  private final LetheService service;
  private final ServiceMeters meters;
  private final Supplier<HealthServer> opener;
  private HealthServer http;

  /**
   * Neither is started yet.
   *
   * @param service what is served
   * @param meters what its HTTP shows; closed with it
   * @param opener opens its HTTP
   */
  public ServedService(LetheService service, ServiceMeters meters, Supplier<HealthServer> opener) {
    this.service = requireNonNull(service, "service");
    this.meters = requireNonNull(meters, "meters");
    this.opener = requireNonNull(opener, "opener");
  }

  @Override
  public String name() {
    return service.name();
  }

  /** Serves health first, so that whoever waits for topics can be watched waiting. */
  @Override
  public void start() {
    http = opener.get();
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
  public Optional<Throwable> failure() {
    return service.failure();
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
      meters.close();
    }
  }
}
