// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.file.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real S3 server (S3Mock) as a process of its own on loopback, with a bucket {@code lethe} in a
 * folder that goes with it. Test classes that take one in their constructor share it.
 */
final class S3Server implements AutoCloseable {

  static final String BUCKET = "lethe";

  /** Copied there by the build. */
  private static final Path JAR = Path.of("target", "s3-server", "s3mock-exec.jar");

  private static final Pattern PORT = Pattern.compile("Tomcat started on ports (\\d+) \\(http\\)");
  private static final String STARTED = "Started S3MockApplication";
  private static final int START_MINUTES = 5;

  private final Path folder;
  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private S3Server(Path folder) throws IOException {
    if (!Files.isRegularFile(JAR)) {
      throw new IllegalStateException(
          JAR + " is missing: run 'mvn -pl service-kit process-test-resources' first");
    }
    this.folder = folder;
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                // uploads and Tomcat's folders too
                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")).toAbsolutePath(),
                "-jar",
                JAR.toString(),
                // plain HTTP on the first port, answered by one thread: S3Mock looks and then
                // writes, so that its conditional writes are atomic only one after the other
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.ssl.enabled=false",
                "--server.tomcat.threads.max=1",
                "--server.tomcat.threads.min-spare=1",
                "--com.adobe.testing.s3mock.http-port=0",
                "--com.adobe.testing.s3mock.store.root=" + folder.resolve("store").toAbsolutePath(),
                "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET)
            .redirectErrorStream(true)
            .start();
    Thread reader = new Thread(this::readOutput, "s3-server-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a server and waits until it answers. */
  static S3Server start() {
    try {
      S3Server server = new S3Server(Files.createTempDirectory(Path.of("target"), "s3-"));
      try {
        server.port.get(START_MINUTES, TimeUnit.MINUTES);
        return server;
      } catch (InterruptedException e) {
        server.close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the S3 server starts", e);
      } catch (ExecutionException | TimeoutException e) {
        server.close();
        throw new IllegalStateException("The S3 server did not start", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port.join());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      process.onExit().join();
      Folders.delete(folder);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readOutput() {
    List<String> lines = new ArrayList<>();
    int found = 0;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher matcher = PORT.matcher(line);
        if (matcher.find()) {
          found = Integer.parseInt(matcher.group(1));
        }
        if (!port.isDone()) {
          lines.add(line);
        }
        if (line.contains(STARTED)) {
          port.complete(found);
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IOException("it ended, saying " + String.join("\n", lines)));
  }

  /** Starts the server for the first class that asks, and stops it after the last test. */
  static final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == S3Server.class;
    }

    @Override
    public S3Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(S3Server.class, type -> start(), S3Server.class);
    }
  }
}
