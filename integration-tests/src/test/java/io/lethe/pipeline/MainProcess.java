// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A main class of ours in a process of its own, so that it can be killed. */
final class MainProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private MainProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it; what it says goes to a file, and its temporary files beside that one: a process that
   * is killed deletes none, the native libraries that it unpacked among them.
   */
  static MainProcess start(Path output, String mainClass, String... arguments) throws IOException {
    return start(output, Map.of(), mainClass, arguments);
  }

  /** The same with more in its environment. */
  static MainProcess start(
      Path output, Map<String, String> environment, String mainClass, String... arguments)
      throws IOException {
    Path temporary = Files.createDirectories(output.toAbsolutePath().resolveSibling("tmp"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1", // started and killed again before more would pay
                "-Dlethe.threads=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty(
                    "surefire.real.class.path", System.getProperty("java.class.path")),
                mainClass));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new MainProcess(builder.start(), output);
  }

  /** Waits until it has said this. */
  void awaitSaying(String text) {
    await(text)
        .atMost(World.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(this::assertAlive)
        .untilAsserted(() -> assertThat(said()).contains(text));
  }

  /** Waits until it answers 200 at a path of one of its ports. */
  void awaitAnswer(int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
    HttpClient client = HttpClient.newHttpClient();
    await(path + " of port " + port)
        .atMost(World.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class) // not there yet
        .failFast(this::assertAlive)
        .until(
            () -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Lets it live on for a while, then kills it as a power cut would. */
  void killAfter(Duration life) throws InterruptedException {
    boolean ended = process.waitFor(life.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(ended).as("it ended by itself; it said: %s", said()).isFalse();
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said()).isTrue();
  }

  /** Whatever it has said. */
  String said() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join(); // else it may still write where files are deleted
  }

  /**
   * A port that nobody serves, below those that Linux gives to outgoing connections: of those one
   * may be taken by a client before the process that it is for serves it.
   */
  static int freePort() throws IOException {
    IOException taken = new IOException("no port was tried");
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        taken = e;
      }
    }
    throw taken;
  }

  private void assertAlive() {
    assertThat(process.isAlive()).as("alive; it said: %s", said()).isTrue();
  }
}
