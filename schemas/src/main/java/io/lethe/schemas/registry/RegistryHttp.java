// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import io.lethe.domain.crypto.TrustedIssuers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * HTTP to a registry: content type, credentials and bounded retries. Failures to connect and
 * answers from 500 on are tried again, on the next of the given addresses.
 */
final class RegistryHttp {

  /** An answer below 500. */
  record Answer(int status, String body) {}

  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

  /** Shared, as every client owns threads; it holds no state of a registry. */
  private static final HttpClient HTTP = builder().build();

  private final List<URI> bases;
  private final Optional<String> authorization;
  private final HttpClient client;
  private final RetryPolicy retries;

  /**
   * HTTP to the registry at these addresses.
   *
   * @param userInfo {@code user:password}
   * @param trust whose certificates are taken over https
   */
  RegistryHttp(
      List<URI> bases, Optional<String> userInfo, Optional<SSLContext> trust, RetryPolicy retries) {
    this.bases = List.copyOf(bases);
    client = trust.map(issuers -> builder().sslContext(issuers).build()).orElse(HTTP);
    this.retries = retries;
    authorization =
        userInfo.map(
            info ->
                "Basic "
                    + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_PATIENCE)
        .followRedirects(HttpClient.Redirect.NORMAL);
  }

  static URI withoutUserInfo(URI uri) {
    String text = uri.toString().replaceFirst("//[^/@]*@", "//");
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  Answer get(String path) {
    return exchange(path, HttpRequest.newBuilder().GET());
  }

  Answer post(String path, String body) {
    return exchange(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", CONTENT_TYPE)
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  /** The registry's addresses, for messages. */
  String name() {
    return bases.toString();
  }

  private Answer exchange(String path, HttpRequest.Builder request) {
    request.timeout(ANSWER_PATIENCE).header("Accept", CONTENT_TYPE + ", application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    String lastFailure = "";
    IOException lastCause = null;
    for (int attempt = 1; attempt <= retries.attempts(); attempt++) {
      URI base = bases.get((attempt - 1) % bases.size());
      try {
        HttpResponse<String> response =
            client.send(
                request.uri(URI.create(base + path)).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() < 500) {
          return new Answer(response.statusCode(), response.body());
        }
        lastFailure = base + " answered " + response.statusCode();
      } catch (IOException e) {
        lastFailure = base + " gave no answer (" + reason(e) + ")";
        lastCause = e;
      } catch (InterruptedException e) {
        throw RetryPolicy.interrupted(e);
      }
      if (attempt < retries.attempts()) {
        retries.pauseAfter(attempt);
      }
    }
    throw new SchemaRegistryException(
        "Schema registry failed " + retries.attempts() + " times at " + path + ": " + lastFailure,
        lastCause);
  }

  private static String reason(IOException cause) {
    return TrustedIssuers.problem(cause)
        .map(problem -> problem + "; " + SerdeConfig.TRUSTSTORE + " names issuers to trust, PEM")
        .orElse(cause.getClass().getSimpleName());
  }
}
