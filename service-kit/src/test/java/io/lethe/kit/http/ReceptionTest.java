// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.config.JavalinConfig;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.CallersUnavailableException;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceptionTest {
  private final Instant later = Instant.now().plusSeconds(3_600);

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger served = new AtomicInteger();
  private String ann = "";
  private String bob = "";
  private BoundedServer server;

  @BeforeEach
  void serve() {
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    ann = file.issue(new Caller("ann", Role.OPERATOR, Optional.empty()), later);
    bob = file.issue(new Caller("bob", Role.AUDITOR, Optional.empty()), later);
    server = server(Access.asking(new FileCallers(file.path(), Clock.systemUTC())));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private BoundedServer server(Access access) {
    return new BoundedServer(HttpAddress.loopback(0), HttpBounds.DEFAULT, access, this::routes);
  }

  private void routes(JavalinConfig config) {
    config.routes.get(
        "/decide",
        http -> {
          served.incrementAndGet();
          http.result(Reception.caller(http).name());
        },
        Role.OPERATOR);
    config.routes.get("/open", http -> http.result("open"), ANYBODY);
  }

  @Test
  void shouldLetInWhomTheRouteAnswers() throws Exception {
    HttpResponse<String> answer = send("GET", "/decide", "Bearer " + ann);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ann");
    assertThat(send("GET", "/decide", "bearer  " + ann).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAskWhoBringsNoToken() throws Exception {
    for (String header : new String[] {"", "Bearer", "Bearer ", "Basic YW5uOmFubg==", ann}) {
      HttpResponse<String> answer = send("GET", "/decide", header);

      assertThat(answer.statusCode()).as(header).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.body())
          .startsWith("{\"status\":401,\"problems\":[\"a token is needed: send the header")
          .doesNotContain(ann);
    }
    assertThat(served).hasValue(0);
  }

  @Test
  void shouldTurnAwayWhoBringsNobodysToken() throws Exception {
    for (String token : new String[] {"x", ann + "x", ann + " " + ann, "x".repeat(7_000)}) {
      HttpResponse<String> answer = send("GET", "/decide", "Bearer " + token);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .contains("Bearer error=\"invalid_token\"");
      assertThat(answer.body()).contains("the token is nobody's here").doesNotContain(token + "\"");
    }
    assertThat(served).hasValue(0);
  }

  @Test
  void shouldRefuseWhomTheRouteDoesNotAnswer() throws Exception {
    HttpResponse<String> answer = send("GET", "/decide", "Bearer " + bob);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":403,\"problems\":[\"the role auditor may not do this; ask with a token of"
                + " one of [operator]\"]}");
    assertThat(served).hasValue(0);
  }

  @Test
  void shouldAskNobodyAtAnOpenRoute() throws Exception {
    assertThat(send("GET", "/open", "").body()).isEqualTo("open");
    assertThat(send("GET", "/open", "Bearer x").body()).isEqualTo("open");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PROPFIND"})
  void shouldLeadNoOtherMethodToTheRoute(String method) throws Exception {
    HttpResponse<String> answer = send(method, "/decide", "");

    assertThat(answer.body()).doesNotContain("local");
    assertThat(served).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/decide/", "//decide", "/./decide", "/%64ecide", "/decide;a=b", "/DECIDE"})
  void shouldAskHoweverThePathIsWritten(String path) throws Exception {
    assertThat(send("GET", path, "").statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(served).hasValue(0);
  }

  @Test
  void shouldLetEverybodyDoEverythingWhereAccessIsOpen() throws Exception {
    server.close();
    server = server(Access.open());

    assertThat(send("GET", "/decide", "").body()).isEqualTo("local");
    assertThat(send("GET", "/decide", "Bearer x").body()).isEqualTo("local");
  }

  @Test
  void shouldLetNobodyInWhileWhoComesCannotBeTold() throws Exception {
    server.close();
    server =
        server(
            Access.asking(
                token -> {
                  throw new CallersUnavailableException("away", new IOException("secret"));
                }));

    HttpResponse<String> answer = send("GET", "/decide", "Bearer x");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("who you are cannot be told now").doesNotContain("secret");
    assertThat(served).hasValue(0);
  }

  @Test
  void shouldNotStartWithARouteThatDoesNotSayWhomItAnswers() {
    assertThatThrownBy(
            () ->
                new BoundedServer(
                    HttpAddress.loopback(0),
                    HttpBounds.DEFAULT,
                    Access.open(),
                    config -> config.routes.get("/silent", http -> http.result("?"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("routes without roles: [GET /silent]");
  }

  private HttpResponse<String> send(String method, String path, String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
