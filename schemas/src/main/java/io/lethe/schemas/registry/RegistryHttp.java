// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

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
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_PATIENCE)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  private final List<URI> bases;
  private final Optional<String> authorization;
  private final RetryPolicy retries;

  RegistryHttp(List<URI> bases, Optional<String> userInfo, RetryPolicy retries) {
    this.bases = List.copyOf(bases);
    this.retries = retries;
    authorization =
        userInfo.map(
            info ->
                "Basic "
                    + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
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
            HTTP.send(
                request.uri(URI.create(base + path)).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() < 500) {
          return new Answer(response.statusCode(), response.body());
        }
        lastFailure = base + " answered " + response.statusCode();
      } catch (IOException e) {
        lastFailure = base + " gave no answer (" + e.getClass().getSimpleName() + ")";
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
}
