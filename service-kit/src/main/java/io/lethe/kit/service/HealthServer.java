// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.lethe.kit.metrics.MeterSpec;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A service's HTTP: {@code /metrics} for Prometheus, {@code /health/live} and {@code /health/ready}
 * (200 {@code UP} or 503 {@code DOWN}), and the service's own routes. Readiness is a meter too.
 */
public final class HealthServer implements AutoCloseable {

  /** Readiness as a meter, so that one alert covers a service that is up and does no work. */
  static final MeterSpec READY =
      new MeterSpec(
          "lethe.service.ready", "", "1 while the service has all it needs and does its work");

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Javalin javalin;

  /** Serves metrics and health. */
  public HealthServer(int port, LetheService service, PrometheusMeterRegistry registry) {
    this(port, service, registry, config -> {});
  }

  /**
   * Serves metrics, health and the service's own routes.
   *
   * @param port the port, or 0 for any free one
   * @param routes adds to the server's configuration, for example {@code config ->
   *     config.routes.get("/models", ...)}
   */
  public HealthServer(
      int port,
      LetheService service,
      PrometheusMeterRegistry registry,
      Consumer<JavalinConfig> routes) {
    requireNonNull(service, "service");
    requireNonNull(registry, "registry");
    requireNonNull(routes, "routes");
    READY.gauge(registry, () -> service.isReady() ? 1 : 0);
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.routes.get(
                  "/metrics",
                  context -> context.contentType(PROMETHEUS_TEXT).result(registry.scrape()));
              config.routes.get("/health/live", context -> answer(context, service::isHealthy));
              config.routes.get("/health/ready", context -> answer(context, service::isReady));
              routes.accept(config);
            });
    javalin.start(port);
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void answer(Context context, BooleanSupplier question) {
    boolean up = question.getAsBoolean();
    context.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).result(up ? "UP" : "DOWN");
  }
}
