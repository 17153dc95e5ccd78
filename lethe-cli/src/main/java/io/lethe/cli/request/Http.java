// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.option.CaFileOption;
import io.lethe.domain.crypto.TrustedIssuers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Talks JSON with a running pipeline. */
final class Http {
  static final int NOT_FOUND = 404;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final HttpClient client;
  private final String base;
  private final Optional<String> token;

  /**
   * @param base such as {@code http://localhost:8081}
   * @param token by which the pipeline knows who asks, if it does
   * @param issuers whose certificates are taken over https; the JDK's where none are named
   * @throws io.lethe.domain.crypto.KeyFileException where their file cannot be used
   */
  Http(String base, Optional<String> token, CaFileOption issuers) {
    this.token = token;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    issuers.file().map(TrustedIssuers::read).ifPresent(builder::sslContext);
    client = builder.build();
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  /** An answer, whatever its status. */
  record Answer(int status, JsonNode body) {
    boolean ok() {
      return status >= 200 && status < 300;
    }

    /** The problems that the service names, in one line. */
    String problems() {
      StringBuilder problems = new StringBuilder();
      for (JsonNode problem : body.path("problems")) {
        problems.append(problems.isEmpty() ? "" : "; ").append(problem.asText());
      }
      return problems.isEmpty() ? "HTTP status " + status + ": " + body : problems.toString();
    }
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  Answer post(String path, JsonNode body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private URI uri(String path) {
    try {
      return URI.create(base + path);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          "--url " + base + " is no URL; it must be like http://localhost:8081", e);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
    try {
      HttpResponse<String> response =
          client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
      return known(new Answer(response.statusCode(), parse(response.body())));
    } catch (IOException e) {
      throw new CommandFailedException(noAnswer(e), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          "--url " + base + " is no URL; it must be like http://localhost:8081", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private Answer known(Answer answer) {
    if (answer.status() == UNAUTHORIZED) {
      throw new CommandFailedException(
          token.isEmpty()
              ? base
                  + " asks who you are: name a file that holds your token with --token-file or"
                  + " LETHE_TOKEN_FILE (lethe keys token makes one)"
              : base + " does not know your token, or no longer: get a new one (lethe keys token)");
    }
    if (answer.status() == FORBIDDEN) {
      throw new CommandFailedException(
          "your token does not reach that far at " + base + ": " + answer.problems());
    }
    return answer;
  }

  private String noAnswer(IOException cause) {
    return TrustedIssuers.problem(cause)
        .map(problem -> base + " is not talked to: " + problem + "; " + CaFileOption.WAY_OUT)
        .orElse(
            "nobody answers at "
                + base
                + "; start the pipeline with 'lethe up', or name another --url");
  }

  private JsonNode parse(String body) {
    try {
      JsonNode parsed = MAPPER.readTree(body);
      return parsed == null ? MAPPER.createObjectNode() : parsed;
    } catch (JsonProcessingException e) {
      throw new CommandFailedException(
          base + " answered with something else than JSON; is it Lethe's address?", e);
    }
  }
}
