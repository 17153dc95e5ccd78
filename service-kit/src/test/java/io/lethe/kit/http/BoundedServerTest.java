// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.access.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedServerTest {
  private static final HttpBounds BOUNDS =
      new HttpBounds(1_000, 8, 8, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final HttpBounds HASTY = new HttpBounds(1_000, 8, 8, Duration.ofMinutes(1), SOON);
  private static final String JSON = "Content-Type: application/json\r\n";

  private final AtomicInteger posted = new AtomicInteger();
  private final BoundedServer server = serve(BOUNDS);

  private BoundedServer serve(HttpBounds bounds) {
    return new BoundedServer(
        HttpAddress.loopback(0),
        bounds,
        Access.open(),
        config -> {
          config.routes.get("/read", http -> http.result("read"), ANYBODY);
          config.routes.get(
              "/read/{name}", http -> http.result("read " + http.pathParam("name")), ANYBODY);
          config.routes.post(
              "/write",
              http -> {
                posted.incrementAndGet();
                http.result(Integer.toString(http.bodyAsBytes().length));
              },
              ANYBODY);
          config.routes.get(
              "/fail",
              http -> {
                throw new IllegalStateException("somebody's secret");
              },
              ANYBODY);
        });
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldListenOnLoopbackAlone() throws Exception {
    assertThat(get("/read", "Host: localhost\r\n")).startsWith("HTTP/1.1 200").endsWith("read");
    for (InetAddress address : InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
      if (!address.isLoopbackAddress()) {
        assertThatThrownBy(() -> new Socket(address, server.port()).close())
            .isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:7", "127.0.0.1:7", "127.8.9.1", "[::1]:80"})
  void shouldAnswerWhoNamesThisMachine(String host) throws Exception {
    assertThat(get("/read", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8081",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.7:8081",
        "[2001:db8::1]",
        "xlocalhost"
      })
  void shouldRefuseAHostThatWasReboundToThisMachine(String host) throws Exception {
    assertThat(get("/read", "Host: " + host + "\r\n"))
        .startsWith("HTTP/1.1 421")
        .contains("{\"status\":421,\"problems\":[\"Host names another machine");
  }

  @Test
  void shouldAnswerAClientOfHttp10WithoutAHost() throws Exception {
    assertThat(exchange("GET /read HTTP/1.0\r\n\r\n")).contains(" 200 ");
  }

  @Test
  void shouldRefuseAPublicNameWhereAllNetworksAreListenedTo() throws Exception {
    try (BoundedServer open =
        new BoundedServer(
            new HttpAddress("0.0.0.0", 0),
            BOUNDS,
            Access.open(),
            config -> config.routes.get("/read", http -> http.result("read"), ANYBODY))) {
      for (String host :
          new String[] {
            "intake:8081", "10.0.0.7:8081", "[fd00::1]:8081", "intake.lethe.svc", "host.internal"
          }) {
        assertThat(exchange(open.port(), request("GET", "/read", "Host: " + host + "\r\n", "")))
            .startsWith("HTTP/1.1 200");
      }
      for (String host :
          new String[] {"evil.example:8081", "localhost.evil.example", "1.2.3.4.io"}) {
        assertThat(exchange(open.port(), request("GET", "/read", "Host: " + host + "\r\n", "")))
            .startsWith("HTTP/1.1 421")
            .contains("Host is a public name");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "http://localhost:1", "https://localhost:1"})
  void shouldRefuseToChangeAnythingForAnotherSitesPage(String origin) throws Exception {
    assertThat(post(JSON + "Origin: " + origin + "\r\n", "{}"))
        .startsWith("HTTP/1.1 403")
        .contains("Origin is another site's");
    assertThat(posted).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS", "POST"})
  void shouldNotTakeOneMethodForAnother(String method) throws Exception {
    String headers =
        String.join(
            "\r\n",
            "Host: localhost",
            "Content-Length: 2",
            "Content-Type: text/plain",
            "Origin: http://evil.example",
            "X-http-method-OVERRIDE: POST",
            "");

    assertThat(exchange(request(method, "/write", headers, "{}"))).startsWith("HTTP/1.1 400");
    assertThat(posted).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/read;x", "/read/a;x=1", "/read/a;%s", "/read/a;%", "/;/read"})
  void shouldRefuseAPathWithParameters(String path) throws Exception {
    assertThat(get(path, "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("a path has no parameters here");
    assertThat(get("/read/a%3B%25s", "Host: localhost\r\n")).endsWith("read a;%s");
    assertThat(get("/read/a?b;c", "Host: localhost\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldLetItsOwnPagesWriteAndOthersRead() throws Exception {
    assertThat(post(JSON + "Origin: http://localhost:7\r\n", "{}")).startsWith("HTTP/1.1 200");
    assertThat(get("/read", "Host: localhost\r\nOrigin: http://evil.example\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: text/plain; application/json\r\n",
        "Content-Type: application/json; charset=utf-16\r\n",
        "Content-Type: application/json; charset=\"utf-8\r\n",
        "Content-Type: \"\r\n",
        "Content-Type: \r\n",
        "Content-Type: ;\r\n"
      })
  void shouldTakeNoBodyThatAFormCanSend(String type) throws Exception {
    assertThat(post(type, "{}"))
        .startsWith("HTTP/1.1 415")
        .contains("application/cloudevents+json, application/json, application/x-ndjson");
    assertThat(posted).hasValue(0);
  }

  @Test
  void shouldTakeABodyOfTheLongestLengthAndNoneBeyond() throws Exception {
    assertThat(post(JSON, "x".repeat(1_000))).startsWith("HTTP/1.1 200").endsWith("1000");
    assertThat(post(JSON, "x".repeat(1_001)))
        .startsWith("HTTP/1.1 413")
        .contains("a body has at most 1,000 bytes");
    assertThat(posted).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1500000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"})
  void shouldAnswerWhoSendsAllOfABodyThatIsTooLongBeforeHeListens(String length) throws Exception {
    String body =
        length.startsWith("Content") ? "x".repeat(1_500_000) : chunk(1_500_000) + "0\r\n\r\n";

    for (int i = 0; i < 20; i++) {
      assertThat(exchange("POST /write HTTP/1.1\r\nHost: localhost\r\n" + JSON + length + body))
          .startsWith("HTTP/1.1 413")
          .contains("a body has at most 1,000 bytes");
    }
    assertThat(posted).hasValue(0);
  }

  @Test
  void shouldRefuseABodyOfAGigabyteBeforeItComes() throws Exception {
    String head = "POST /write HTTP/1.1\r\nHost: localhost\r\n" + JSON;

    assertThat(exchange(head + "Content-Length: 1073741824\r\n\r\n{")).startsWith("HTTP/1.1 413");
    assertThat(exchange(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(900) + chunk(900)))
        .startsWith("HTTP/1.1 413")
        .contains("\"problems\":[\"a body has at most");
    assertThat(posted).hasValue(0);
  }

  @Test
  void shouldTellARuleWhateverGoesWrong() throws Exception {
    assertThat(get("/fail", "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 500")
        .contains("{\"status\":500,\"problems\":[\"the service failed; its log says why\"]}")
        .doesNotContain("secret");
    assertThat(get("/absent", "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 404")
        .contains("\"problems\":[\"no route has this path\"]");
    assertThat(get("/write", "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: POST\r\n")
        .contains("\"problems\":[\"the path has no route for this method\"]");
    assertThat(exchange("no HTTP at all\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("{\"status\":400,\"problems\":[");
    assertThat(get("/read", "Host: localhost\r\nX: " + "x".repeat(20_000) + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("{\"status\":431,\"problems\":[\"the headers are too long");
  }

  @Test
  void shouldServeOthersWhileSlowSendersHoldNoThread() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < BOUNDS.connections() - 1; i++) {
        Socket socket = connect(server.port());
        slow.add(socket);
        send(
            socket,
            "POST /write HTTP/1.1\r\nHost: localhost\r\n" + JSON + "Content-Length: 9\r\n\r\n{");
      }
      assertThat(get("/read", "Host: localhost\r\n")).startsWith("HTTP/1.1 200");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    assertThat(posted).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /read HTTP/1.1\r\nX: ",
        "POST /write HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
      })
  void shouldHangUpOnWhoSendsAByteNowAndThen(String beginning) throws Exception {
    try (BoundedServer hasty = serve(HASTY);
        Socket socket = connect(hasty.port())) {
      send(socket, beginning);
      // Never idle, and yet gone before twice the time that a request may take.
      await()
          .atMost(SOON.multipliedBy(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> isHungUpOn(socket));
    }
    assertThat(posted).hasValue(0);
  }

  @Test
  void shouldKeepAConnectionOpenOnWhichRequestsComeToTheirEnd() throws Exception {
    try (BoundedServer hasty = serve(HASTY);
        Socket socket = connect(hasty.port())) {
      for (int i = 0; i < 6; i++) {
        send(socket, request("GET", "/read", "Host: localhost\r\n", ""));
        assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.UTF_8))
            .isEqualTo("HTTP/1.1 200 OK");
        long rest = SOON.toNanos() / 2;
        await().pollDelay(Duration.ofNanos(rest)).until(() -> true);
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
      }
    }
  }

  @Test
  void shouldServeANewcomerWhileSomebodyFillsTheHouse() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 10 * BOUNDS.connections(); i++) {
        crowd.add(connect(server.port()));
      }
      assertThat(get("/read", "Host: localhost\r\n")).startsWith("HTTP/1.1 200");
      await().until(() -> crowd.get(0).getInputStream().read() < 0);
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }

  private static boolean isHungUpOn(Socket socket) throws IOException {
    try {
      send(socket, "x");
      return socket.getInputStream().available() > 0 && socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static String chunk(int bytes) {
    return Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n";
  }

  private String get(String path, String headers) throws IOException {
    return exchange(request("GET", path, headers, ""));
  }

  private String post(String headers, String body) throws IOException {
    return exchange(
        request(
            "POST",
            "/write",
            "Host: localhost:7\r\nContent-Length: " + body.length() + "\r\n" + headers,
            body));
  }

  private static String request(String method, String path, String headers, String body) {
    return "%s %s HTTP/1.1\r\n%s\r\n%s".formatted(method, path, headers, body);
  }

  private String exchange(String request) throws IOException {
    return exchange(server.port(), request);
  }

  /** What is answered until the server has nothing more to say or a body is whole. */
  private static String exchange(int port, String request) throws IOException {
    try (Socket socket = connect(port)) {
      send(socket, request);
      InputStream answers = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      while (!isWhole(answer)) {
        int next = answers.read();
        if (next < 0) {
          break;
        }
        answer.append((char) next);
      }
      return answer.toString();
    }
  }

  private static boolean isWhole(StringBuilder answer) {
    int body = answer.indexOf("\r\n\r\n");
    int length = answer.indexOf("Content-Length: ");
    if (body < 0 || length < 0) {
      return false;
    }
    String digits = answer.substring(length + 16, answer.indexOf("\r\n", length));
    return answer.length() >= body + 4 + Integer.parseInt(digits);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
