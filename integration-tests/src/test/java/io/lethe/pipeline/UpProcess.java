// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.Endpoints;
import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lethe up} in a process of its own. */
final class UpProcess implements Victim {
  /** Those with a port of their own. */
  static final List<String> SERVICES = List.of("registry", "intake", "worker", "verifier");

  private final Path directory;
  private final Path scratch;
  private final Path config;
  private final Map<String, String> environment;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private MainProcess process;

  /**
   * Not started yet.
   *
   * @param directory where it keeps everything
   * @param scratch where its configuration and its output go
   */
  UpProcess(Path directory, Path scratch) throws IOException {
    this(directory, scratch, Map.of());
  }

  /** The same with more in the environment of its process. */
  UpProcess(Path directory, Path scratch, Map<String, String> environment) throws IOException {
    this.environment = environment;
    this.directory = directory;
    this.scratch = scratch;
    StringBuilder text =
        new StringBuilder("lethe:\n  up:\n    kafka-port: 0\n    schema-registry-port: 0\n");
    for (String service : SERVICES) {
      int port = MainProcess.freePort();
      while (ports.containsValue(port)) {
        port = MainProcess.freePort();
      }
      ports.put(service, port);
      text.append("    %s-port: %d\n".formatted(service, ports.get(service)));
    }
    config = Files.writeString(scratch.resolve("up.yaml"), text);
  }

  @Override
  public void start() throws IOException {
    process =
        MainProcess.start(
            scratch.resolve("up.log"),
            environment,
            "io.lethe.cli.Lethe",
            "up",
            "--data",
            directory.toString(),
            "--config",
            config.toString());
  }

  /** Waits until it says that it is up. */
  @Override
  public void awaitReady() {
    process.awaitSaying("Lethe is up.");
  }

  @Override
  public KafkaSettings kafka() {
    return Endpoints.read(PipelineDirectory.of(directory)).kafka();
  }

  /** Where one of the {@link #SERVICES} answers. */
  int port(String service) {
    return ports.get(service);
  }

  /** Waits until the worker says that a job runs. */
  void awaitBusyWorker() {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port("worker") + "/metrics"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    await("a busy worker")
        .atMost(World.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(client.send(metrics, HttpResponse.BodyHandlers.ofString()).body())
                    .containsPattern("lethe_worker_busy(\\{[^}]*})? 1\\.0"));
  }

  @Override
  public void killAfter(Duration life) throws InterruptedException {
    process.killAfter(life);
  }

  @Override
  public String said() {
    return process.said();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
