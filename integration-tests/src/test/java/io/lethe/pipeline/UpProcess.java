package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.Endpoints;
import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code lethe up} in a process of its own, so that it can be killed. */
final class UpProcess implements AutoCloseable {
  private final Process process;
  private final Path directory;
  private final Path output;
  private final int workerPort;

  private UpProcess(Process process, Path directory, Path output, int workerPort) {
    this.process = process;
    this.directory = directory;
    this.output = output;
    this.workerPort = workerPort;
  }

  /** Starts it and waits until it says that it is up. */
  static UpProcess start(Path directory, Path scratch) throws IOException {
    int workerPort = freePort();
    Path config =
        Files.writeString(
            scratch.resolve("up.yaml"),
            String.join(
                "\n",
                "lethe:",
                "  up:",
                "    kafka-port: 0",
                "    registry-port: 0",
                "    intake-port: 0",
                "    worker-port: " + workerPort,
                "    verifier-port: 0",
                ""));
    Path output = scratch.resolve("up.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-Dlethe.threads=1",
                    "-cp",
                    System.getProperty(
                        "surefire.real.class.path", System.getProperty("java.class.path")),
                    "io.lethe.cli.Lethe",
                    "up",
                    "--data",
                    directory.toString(),
                    "--config",
                    config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    UpProcess up = new UpProcess(process, directory, output, workerPort);
    await("lethe up")
        .atMost(World.PATIENCE)
        .untilAsserted(
            () -> {
              String said = Files.readString(output);
              assertThat(process.isAlive()).as("alive; it said: %s", said).isTrue();
              assertThat(said).contains("Lethe is up.");
            });
    return up;
  }

  KafkaSettings kafka() {
    return Endpoints.read(new PipelineDirectory(directory)).kafka();
  }

  /** Waits until the worker says that a job runs. */
  void awaitBusyWorker() {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://localhost:" + workerPort + "/metrics")).build();
    HttpClient client = HttpClient.newHttpClient();
    await("a busy worker")
        .atMost(World.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(client.send(metrics, HttpResponse.BodyHandlers.ofString()).body())
                    .containsPattern("lethe_worker_busy(\\{[^}]*})? 1\\.0"));
  }

  /** Kills it as a power cut would. */
  void kill() throws InterruptedException, IOException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
