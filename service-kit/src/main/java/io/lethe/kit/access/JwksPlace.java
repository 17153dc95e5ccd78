// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.config.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where an issuer's public keys are: a file, or an address that nobody on the way can answer for:
 * https, or http of this machine.
 */
public final class JwksPlace {
  /** Longer is no set of keys. */
  static final int MAX_BYTES = 262_144;

  private final String name;
  private final Reading reading;

  /** Reads what lies there. */
  @FunctionalInterface
  private interface Reading {
    byte[] read(Duration patience) throws IOException;
  }

  private JwksPlace(String name, Reading reading) {
    this.name = requireNonNull(name, "name");
    this.reading = requireNonNull(reading, "reading");
  }

  /**
   * A configured place.
   *
   * @throws ConfigurationException where it breaks a rule
   */
  public static JwksPlace of(String place) {
    List<String> problems = problems(place);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    if (!isAddress(place)) {
      return new JwksPlace(place, patience -> ofFile(Path.of(place)));
    }
    URI address = URI.create(place);
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    return new JwksPlace(place, patience -> ofAddress(client, address, patience));
  }

  /** What is wrong with a configured place. */
  static List<String> problems(String place) {
    boolean right = isAddress(place) ? isTrusted(place) : Files.isReadable(Path.of(place));
    return right
        ? List.of()
        : List.of(
            "access.jwt.jwks is '%s'; it must be a file that can be read, an https address, or an http address of this machine"
                .formatted(TextLimit.QUOTE.cut(place)));
  }

  /**
   * What lies there now.
   *
   * @param patience no longer is waited for it
   * @throws IOException where it cannot be had, is too long, or was not here in time
   */
  String read(Duration patience) throws IOException {
    byte[] bytes = reading.read(patience);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the key set is longer than " + MAX_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }

  private static boolean isAddress(String place) {
    return place.toLowerCase(Locale.ROOT).matches("[a-z][a-z0-9+.-]+://.*");
  }

  private static boolean isTrusted(String place) {
    try {
      URI address = URI.create(place);
      String host = address.getHost();
      return host != null
          && address.getUserInfo() == null
          && ("https".equalsIgnoreCase(address.getScheme())
              || ("http".equalsIgnoreCase(address.getScheme())
                  && InetAddress.getByName(host).isLoopbackAddress()));
    } catch (IllegalArgumentException | UnknownHostException e) {
      return false;
    }
  }

  private static byte[] ofFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  private static byte[] ofAddress(HttpClient client, URI address, Duration patience)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(address).header("Accept", "application/json").build(),
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                piece -> piece.ifPresent(bytes -> keepSome(body, bytes))));
    try {
      int status = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status != 200) {
        throw new IOException("the answer is HTTP " + status);
      }
      return body.toByteArray();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + patience, e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  /** One byte more than a set may have is enough to know that it has too many. */
  private static void keepSome(ByteArrayOutputStream body, byte[] bytes) {
    body.write(bytes, 0, Math.min(bytes.length, MAX_BYTES + 1 - body.size()));
  }
}
