// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static java.util.Objects.requireNonNull;

import io.javalin.config.JavalinConfig;
import io.lethe.kit.access.Access;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.metrics.ServiceMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A service with its own HTTP, as it runs in a process of its own; opened and closed together. */
public final class ServedService implements LetheService {
  private final LetheService service;
  private final ServiceMeters meters;
  private final Supplier<HealthServer> opener;
  private @Nullable HealthServer http;

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

  /**
   * A service with metrics and health at an address.
   *
   * @param access whether its HTTP asks who comes
   * @param factory makes the service, whose meters go where it is told
   */
  public static ServedService of(
      String name,
      HttpAddress address,
      Access access,
      Function<MeterRegistry, ? extends LetheService> factory) {
    return of(name, address, access, factory, service -> routes -> {});
  }

  /**
   * A service with metrics, health and routes of its own at an address.
   *
   * @param access whether its HTTP asks who comes
   * @param factory makes the service, whose meters go where it is told
   * @param routes what the service adds to its server
   */
  public static <S extends LetheService> ServedService of(
      String name,
      HttpAddress address,
      Access access,
      Function<MeterRegistry, S> factory,
      Function<S, Consumer<JavalinConfig>> routes) {
    ServiceMeters meters = ServiceMeters.of(name);
    S service = factory.apply(meters.registry());
    return new ServedService(
        service,
        meters,
        () -> new HealthServer(address, access, service, meters.registry(), routes.apply(service)));
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
