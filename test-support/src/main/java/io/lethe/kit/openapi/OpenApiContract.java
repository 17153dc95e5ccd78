// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.openapi;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Anybody;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.IdleService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the OpenAPI document of every service keeps: it names the routes that are served and no
 * other, says where a token is asked for, and how long every text of a request may be.
 */
public abstract class OpenApiContract {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Set<RouteRole>> served = new TreeMap<>();
  private HealthServer server;
  private ApiDocument document;

  /** The routes that the service adds to those of every service. */
  protected abstract Consumer<JavalinConfig> routes();

  /** How long every text of a request may be that is not one of a few words, by its name. */
  protected abstract Map<String, Integer> lengths();

  /** The objects of requests whose further fields are passed over unread. */
  protected Set<String> open() {
    return Set.of();
  }

  @BeforeEach
  final void serve() throws Exception {
    Consumer<JavalinConfig> routes = routes();
    server =
        new HealthServer(
            HttpAddress.loopback(0),
            Access.open(),
            new IdleService(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            config -> {
              routes.accept(config);
              config.unsafe.internalRouter.allHttpHandlers().stream()
                  .filter(each -> each.endpoint.method.isHttpMethod())
                  .forEach(
                      each ->
                          served.put(
                              each.endpoint.method.name() + " " + each.endpoint.path,
                              each.endpoint.metadata(Roles.class).getRoles()));
            });
    HttpResponse<String> answer = ask("/openapi.json", HttpRequest.newBuilder());
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    document = new ApiDocument(MAPPER.readTree(answer.body()));
  }

  @AfterEach
  final void stopServing() {
    if (server != null) {
      server.close();
    }
  }

  /** The document as it was served. */
  protected final ApiDocument document() {
    return document;
  }

  /** Every route, such as {@code GET /openapi.json}, and whom it answers. */
  protected final Map<String, Set<RouteRole>> served() {
    return Map.copyOf(served);
  }

  /** What the service answers, which asks nobody who he is. */
  protected final HttpResponse<String> ask(String path, HttpRequest.Builder request)
      throws Exception {
    URI uri = URI.create("http://localhost:%d%s".formatted(server.port(), path));
    return client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What a schema's field may be, where it is one of a few words; {@code null} is none of them. */
  protected final Set<String> enumOf(String pointer) {
    Set<String> said = new TreeSet<>();
    for (JsonNode each : document.root().at("/components/schemas" + pointer + "/enum")) {
      if (!each.isNull()) {
        said.add(each.asText());
      }
    }
    return said;
  }

  /** An answer that the document names for its route, as it describes it. */
  protected final void assertFits(HttpResponse<String> answer, String path, String method) {
    assertThat(document.misfits(method, path, answer.statusCode(), answer.body()))
        .as("%s %s: %s", method, path, answer.body())
        .isEmpty();
  }

  @Test
  void shouldNameEveryRouteOfTheServerAndNoOther() {
    assertThat(document.operations()).isEqualTo(served.keySet());
  }

  @Test
  void shouldNameATokenWhereverOneIsAskedFor() {
    assertThat(document.root().at("/components/securitySchemes/bearer/scheme").asText())
        .isEqualTo("bearer");
    assertThat(document.root().get("security")).hasSize(2);
    served.forEach(
        (route, roles) -> {
          int blank = route.indexOf(' ');
          JsonNode said = document.operation(route.substring(0, blank), route.substring(blank + 1));
          boolean asked = !roles.contains(Anybody.ANYBODY);
          assertThat(said.path("responses").has("401")).as(route).isEqualTo(asked);
          assertThat(said.path("responses").has("403")).as(route).isEqualTo(asked);
          assertThat(said.has("security")).as(route).isEqualTo(!asked);
        });
  }

  @Test
  void shouldNameTheLengthOfEveryTextOfARequest() {
    RequestTexts texts = new RequestTexts(document);

    assertThat(texts.lengths())
        .isEqualTo(
            lengths().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, each -> Set.of(each.getValue().toString()))));
    assertThat(texts.open()).isEqualTo(open());
  }

  @Test
  void shouldFindWhatDoesNotFit() {
    JsonNode problem = document.schema("Problem");
    assertThat(document.misfits(problem, document.schema("Accepted"))).isNotEmpty();
    assertThat(document.misfits(document.root().get("info"), problem)).isNotEmpty();
  }
}
