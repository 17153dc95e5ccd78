// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lethe.domain.crypto.KeyFileException;
import io.lethe.domain.crypto.TrustedIssuers;
import io.lethe.kit.access.Access;
import io.lethe.kit.http.TestIssuer.Issued;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TlsTest {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final HttpBounds BOUNDS =
      new HttpBounds(1_000, 8, 8, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final HttpBounds HASTY = new HttpBounds(1_000, 8, 8, Duration.ofMinutes(1), SOON);
  private static final String[] YEAR = {"-validity", "365"};
  private static final int TOO_OLD = 70; // the alert protocol_version

  @TempDir private static Path issued;
  private static TestIssuer issuer;
  private static Issued first;
  private static Issued second;

  @TempDir private Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void issue() throws Exception {
    issuer = new TestIssuer(issued);
    first = issuer.issue("first", "RSA", YEAR);
    second = issuer.issue("second", "EC", "-validity", "700");
  }

  @BeforeEach
  void capture() {
    log.list = new CopyOnWriteArrayList<>(); // lines come from the server's threads
    log.start();
    logger().addAppender(log);
    logger().setLevel(Level.INFO);
  }

  @AfterEach
  void close() throws Exception {
    logger().detachAppender(log);
    logger().setLevel(null); // as its parents have it
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void shouldAnswerWithRsaAndWithEllipticCurves() throws Exception {
    for (Issued each : List.of(first, second)) {
      write(each);
      try (BoundedServer server = serve(BOUNDS)) {
        assertThat(get(server, trusting())).isEqualTo("read");
        assertThat(server.certificateEnd())
            .hasValueSatisfying(
                end -> assertThat(end).isAfter(Instant.now().plus(Duration.ofDays(300))));
      }
    }
  }

  @Test
  void shouldShowANewCertificateAndKeepConnectionsThatAreOpen() throws Exception {
    write(second);
    BoundedServer server = serve(BOUNDS);
    SSLSocket before = handshake(server);
    assertThat(exchange(before)).startsWith("HTTP/1.1 200");

    write(first);

    await().until(() -> shown(server).equals("CN=first"));
    assertThat(exchange(before)).startsWith("HTTP/1.1 200");
    assertThat(name(before)).isEqualTo("CN=second");
    assertThat(get(server, trusting())).isEqualTo("read");
    await().until(() -> logged().stream().anyMatch(line -> line.contains("ends before")));
  }

  @Test
  void shouldKeepWhatItHasWhileFilesAreHalfWritten() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);
    Files.writeString(key(), second.key());
    String whole = second.certificate();

    Files.writeString(certificate(), whole.substring(0, whole.length() / 2));

    await().until(() -> logged().stream().anyMatch(line -> line.contains("half written")));
    assertThat(shown(server)).isEqualTo("CN=first");
    Files.writeString(certificate(), whole);
    await().until(() -> shown(server).equals("CN=second"));
  }

  @Test
  void shouldTellAKeyOfAnotherCertificateOnceAndGoOn() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);

    Files.writeString(key(), second.key());

    await().until(() -> !refusals().isEmpty());
    lookAgain(server);
    assertThat(refusals()).singleElement().asString().contains("is not the key of").contains("key");
    assertThat(shown(server)).isEqualTo("CN=first");
    assertThat(logged().toString()).doesNotContain(second.key().substring(40, 60));
  }

  @Test
  void shouldNotTakeACertificateThatHasEnded() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);

    write(issuer.issue("ended", "EC", "-startdate", "-3d", "-validity", "2"));

    await().until(() -> refusals().stream().anyMatch(line -> line.contains("is valid from")));
    assertThat(shown(server)).isEqualTo("CN=first");
  }

  @Test
  void shouldGoOnWhenItsFilesAreGone() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);

    Files.delete(key());

    await().until(() -> refusals().stream().anyMatch(line -> line.contains("cannot be read")));
    assertThat(get(server, trusting())).isEqualTo("read");
  }

  @Test
  void shouldSayThatItsCertificateEndsAndTakeTheNextOne() throws Exception {
    write(issuer.issue("ending", "EC", "-startdate", "-1d+5S", "-validity", "1"));
    BoundedServer server = serve(BOUNDS);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> logged().stream().anyMatch(line -> line.contains("has ended")));

    assertThatThrownBy(() -> get(server, trusting()))
        .isInstanceOfSatisfying(
            IOException.class,
            e ->
                assertThat(TrustedIssuers.problem(e))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("has expired")));
    write(first);
    await()
        .ignoreExceptionsInstanceOf(SSLException.class) // until the server has looked again
        .until(() -> shown(server).equals("CN=first"));
    assertThat(get(server, trusting())).isEqualTo("read");
  }

  @Test
  void shouldHangUpOnWhoSpeaksWithoutTls() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);

    try (Socket plain = connect(server)) {
      send(plain, "GET /read HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("read");
    }
    assertThat(get(server, trusting())).isEqualTo("read");
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void shouldBeRefusedByWhoDoesNotKnowItsIssuer() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);

    assertThatThrownBy(() -> get(server, SSLContext.getDefault()))
        .isInstanceOfSatisfying(
            IOException.class,
            e ->
                assertThat(TrustedIssuers.problem(e))
                    .hasValueSatisfying(
                        problem -> assertThat(problem).contains("is not trusted here")));
  }

  @Test
  void shouldRefuseTlsBefore12() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);

    assertThat(helloWith(server, 2)).startsWith(21).endsWith(TOO_OLD);
    assertThat(helloWith(server, 3)).startsWith(22); // TLS 1.2 is answered
  }

  @Test
  void shouldServeANewcomerAmongTenThousandWhoSayNothing() throws Exception {
    write(first);
    BoundedServer server = serve(BOUNDS);
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 10_000; i++) {
        crowd.add(connect(server));
      }
      assertThat(get(server, trusting())).isEqualTo("read");
    } finally {
      for (Socket each : crowd) {
        each.close();
      }
    }
  }

  @Test
  void shouldHangUpOnWhoSendsItsGreetingByteByByte() throws Exception {
    write(first);
    BoundedServer server = serve(HASTY);

    try (Socket slow = connect(server)) {
      byte[] hello = hello(3);
      await()
          .atMost(SOON.multipliedBy(5))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> isHungUpOn(slow, hello));
    }
  }

  @Test
  void shouldKeepAConnectionOnWhichRequestsComeToTheirEnd() throws Exception {
    write(first);
    BoundedServer server = serve(HASTY);
    SSLSocket socket = handshake(server);

    for (int i = 0; i < 5; i++) {
      assertThat(exchange(socket)).startsWith("HTTP/1.1 200");
      await().pollDelay(SOON.dividedBy(2)).until(() -> true);
    }
  }

  @Test
  void shouldNameWhatIsWrongWithConfiguredFiles() throws Exception {
    write(first);
    assertThat(configured(Optional.of(certificate()), Optional.of(key())).problems("lethe.x"))
        .isEmpty();
    assertThat(configured(Optional.of(certificate()), Optional.empty()).problems("lethe.x"))
        .singleElement()
        .asString()
        .contains("lethe.x.tls has certificate alone");
    assertThat(configured(Optional.of(key()), Optional.of(key())).problems("lethe.x"))
        .singleElement()
        .asString()
        .contains("holds no certificate");
    Files.writeString(
        key(), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertThat(configured(Optional.of(certificate()), Optional.of(key())).problems("lethe.x"))
        .singleElement()
        .asString()
        .contains("PKCS#8", "openssl pkcs8 -topk8 -nocrypt");
    assertThatThrownBy(() -> serve(BOUNDS)).isInstanceOf(KeyFileException.class);
  }

  private static TlsConfig configured(Optional<Path> certificate, Optional<Path> key) {
    return new TlsConfig() {
      @Override
      public Optional<Path> certificate() {
        return certificate;
      }

      @Override
      public Optional<Path> key() {
        return key;
      }
    };
  }

  private BoundedServer serve(HttpBounds bounds) {
    BoundedServer server =
        new BoundedServer(
            new HttpAddress(
                HttpAddress.LOOPBACK, 0, Optional.of(new TlsFiles(certificate(), key(), LOOK))),
            bounds,
            Access.open(),
            config -> config.routes.get("/read", http -> http.result("read"), ANYBODY));
    opened.add(server);
    return server;
  }

  private Path certificate() {
    return folder.resolve("tls.crt");
  }

  private Path key() {
    return folder.resolve("tls.key");
  }

  private void write(Issued pair) throws IOException {
    Files.writeString(certificate(), pair.certificate());
    Files.writeString(key(), pair.key());
  }

  /** So that whatever is told at each look would be told again. */
  private void lookAgain(BoundedServer server) throws Exception {
    Files.writeString(certificate(), "nothing");
    await().until(() -> refusals().size() > 1);
    assertThat(shown(server)).isEqualTo("CN=first");
    log.list.removeIf(event -> line(event).contains("holds no certificate"));
  }

  private List<String> refusals() {
    return logged().stream().filter(line -> line.contains("is not taken")).toList();
  }

  private List<String> logged() {
    return log.list.stream().map(TlsTest::line).toList();
  }

  private static String line(ILoggingEvent event) {
    return event.getMessage() + event.getKeyValuePairs();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.lethe.kit.http");
  }

  private static SSLContext trusting() {
    return TrustedIssuers.read(Path.of(issuer.file()));
  }

  private static String get(BoundedServer server, SSLContext context) throws Exception {
    URI uri = URI.create("https://localhost:" + server.port() + "/read");
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static String shown(BoundedServer server) throws Exception {
    try (SSLSocket socket = handshake(server)) {
      return name(socket);
    }
  }

  private static String name(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  private static SSLSocket handshake(BoundedServer server) throws Exception {
    SSLSocket socket =
        (SSLSocket) trusting().getSocketFactory().createSocket(HttpAddress.LOOPBACK, server.port());
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static String exchange(SSLSocket socket) throws IOException {
    send(socket, "GET /read HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    byte[] begin = socket.getInputStream().readNBytes(15);
    StringBuilder rest = new StringBuilder(new String(begin, StandardCharsets.UTF_8));
    while (!rest.toString().endsWith("\r\n\r\nread")) {
      rest.append((char) socket.getInputStream().read());
    }
    return rest.toString();
  }

  /** The record that a greeting in a version of TLS, 1.1 being 2, is answered with. */
  private static byte[] helloWith(BoundedServer server, int minor) throws IOException {
    try (Socket socket = connect(server)) {
      send(socket, hello(minor));
      return socket.getInputStream().readNBytes(7);
    }
  }

  /** A ClientHello as RFC 4346 has it, with a suite that versions up to 1.2 know. */
  private static byte[] hello(int minor) {
    int suites = 2;
    byte[] elliptic = {0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0}; // P-256, uncompressed
    byte[] signed = minor < 3 ? new byte[0] : new byte[] {0, 13, 0, 4, 0, 2, 4, 1};
    int body = 2 + 32 + 1 + 2 + 2 * suites + 2 + 2 + elliptic.length + signed.length;
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + body);
    hello.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) (4 + body));
    hello.put((byte) 1).put((byte) 0).putShort((short) body);
    hello.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
    hello.putShort((short) (2 * suites)).putShort((short) 0xC02F).putShort((short) 0xC013);
    hello.put((byte) 1).put((byte) 0);
    hello.putShort((short) (elliptic.length + signed.length)).put(elliptic).put(signed);
    return hello.array();
  }

  private static boolean isHungUpOn(Socket socket, byte[] hello) {
    try {
      socket.getOutputStream().write(hello[0]);
      return socket.getInputStream().available() > 0 && socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static Socket connect(BoundedServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }
}
