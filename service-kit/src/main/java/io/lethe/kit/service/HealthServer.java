// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static java.util.Objects.requireNonNull;

import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Role;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.metrics.CertificateEnd;
import io.lethe.kit.metrics.MeterSpec;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A service's HTTP: {@code /metrics} for Prometheus, {@code /health/live} and {@code /health/ready}
 * (200 {@code UP} or 503 {@code DOWN}, told to anybody), and the service's own routes. Readiness is
 * a meter too.
 */
public final class HealthServer implements AutoCloseable {

  /** Readiness as a meter, so that one alert covers a service that is up and does no work. */
  static final MeterSpec READY =
      new MeterSpec(
          "lethe.service.ready", "", "1 while the service has all it needs and does its work");

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final BoundedServer server;

  /** Serves metrics and health. */
  public HealthServer(
      HttpAddress address, Access access, LetheService service, PrometheusMeterRegistry registry) {
    this(address, access, service, registry, config -> {});
  }

  /**
   * Serves metrics, health and the service's own routes.
   *
   * @param address where it listens
   * @param access whether it asks who comes
   * @param routes adds to the server's configuration, for example {@code config ->
   *     config.routes.get("/models", ..., Role.OPERATOR)}
   */
  public HealthServer(
      HttpAddress address,
      Access access,
      LetheService service,
      PrometheusMeterRegistry registry,
      Consumer<JavalinConfig> routes) {
    requireNonNull(service, "service");
    requireNonNull(registry, "registry");
    requireNonNull(routes, "routes");
    READY.gauge(registry, () -> service.isReady() ? 1 : 0);
    server =
        new BoundedServer(
            address,
            HttpBounds.DEFAULT,
            access,
            config -> {
              config.routes.get(
                  "/metrics",
                  context -> context.contentType(PROMETHEUS_TEXT).result(registry.scrape()),
                  Role.OPERATOR,
                  Role.AUDITOR,
                  Role.MONITOR);
              health(config.routes, "/health/live", service::isHealthy);
              health(config.routes, "/health/ready", service::isReady);
              routes.accept(config);
            });
    CertificateEnd.show(registry, CertificateEnd.Use.HTTP, server::certificateEnd);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  /** To HEAD the same, which Javalin would answer with 200 without asking the route. */
  private static void health(RoutesConfig routes, String path, BooleanSupplier question) {
    routes.get(path, context -> answer(context, question), ANYBODY);
    routes.before(
        path,
        context -> {
          if (context.method().equals(HandlerType.HEAD)) {
            answer(context, question);
            context.skipRemainingHandlers();
          }
        });
  }

  private static void answer(Context context, BooleanSupplier question) {
    boolean up = question.getAsBoolean();
    context.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).result(up ? "UP" : "DOWN");
  }
}
