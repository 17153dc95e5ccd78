// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.access.Access;
import io.lethe.kit.http.HttpAddress;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SwitchedService service = new SwitchedService();
  private final HealthServer server =
      new HealthServer(
          HttpAddress.loopback(0),
          Access.open(),
          service,
          registry,
          config -> config.routes.get("/own", context -> context.result("own route"), ANYBODY));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldTellLiveFromReady() throws Exception {
    service.isReady = false;
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").body()).isEqualTo("UP");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);

    service.isReady = true;
    service.isHealthy = false;
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").body()).isEqualTo("DOWN");
  }

  @Test
  void shouldTellTheSameToWhoProbesByHead() throws Exception {
    service.isReady = false;
    assertThat(head("/health/ready")).isEqualTo(503);
    assertThat(head("/health/live")).isEqualTo(200);

    service.isReady = true;
    service.isHealthy = false;
    assertThat(head("/health/ready")).isEqualTo(200);
    assertThat(head("/health/live")).isEqualTo(503);
  }

  @Test
  void shouldTellHealthToWhoBringsNoTokenByHeadToo() throws Exception {
    try (HealthServer asking =
        new HealthServer(
            HttpAddress.loopback(0),
            Access.asking(token -> Optional.empty()),
            service,
            registry,
            config -> {})) {
      service.isReady = false;
      assertThat(head(asking, "/health/ready")).isEqualTo(503);
      assertThat(head(asking, "/metrics")).isEqualTo(401);
    }
  }

  private int head(String path) throws Exception {
    return head(server, path);
  }

  private static int head(HealthServer asked, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + asked.port() + path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void shouldServeMetricsForPrometheus() throws Exception {
    registry.counter("lethe.requests", "state", "PENDING").increment(3);

    HttpResponse<String> response = get("/metrics");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body()).contains("lethe_requests_total{state=\"PENDING\"} 3.0");
  }

  @Test
  void shouldShowReadinessAsAMeter() throws Exception {
    service.isReady = false;
    assertThat(get("/metrics").body()).contains("lethe_service_ready 0.0");

    service.isReady = true;
    assertThat(get("/metrics").body()).contains("lethe_service_ready 1.0");
  }

  @Test
  void shouldServeTheRoomsOwnRoutes() throws Exception {
    assertThat(get("/own").body()).isEqualTo("own route");
    assertThat(get("/absent").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  static final class SwitchedService implements LetheService {
    private volatile boolean isReady = true;
    private volatile boolean isHealthy = true;

    @Override
    public String name() {
      return "switched";
    }

    @Override
    public void start() {}

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public boolean isHealthy() {
      return isHealthy;
    }

    @Override
    public void close() {}
  }
}
