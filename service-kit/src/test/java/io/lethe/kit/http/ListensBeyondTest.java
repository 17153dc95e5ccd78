// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lethe.kit.access.Access;
import io.lethe.kit.http.TestIssuer.Issued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a server says at its start when others than this machine reach it. */
class ListensBeyondTest {
  private static final String EVERYWHERE = "0.0.0.0";
  private static final Access ASKING = Access.asking(token -> Optional.empty());

  @TempDir private static Path folder;
  private static Optional<TlsFiles> certificate;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void issue() throws Exception {
    Issued issued = new TestIssuer(folder).issue("beyond", "EC", "-validity", "365");
    certificate =
        Optional.of(
            new TlsFiles(
                Files.writeString(folder.resolve("tls.crt"), issued.certificate()),
                Files.writeString(folder.resolve("tls.key"), issued.key())));
  }

  @BeforeEach
  void capture() {
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    logger().addAppender(log);
    logger().setLevel(Level.WARN);
  }

  @AfterEach
  void release() {
    logger().detachAppender(log);
    logger().setLevel(null); // as its parents have it
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.8.9.1"})
  void shouldSayNothingWhereThisMachineAloneIsAnswered(String host) {
    assertThat(warningsOf(host, Optional.empty(), Access.open())).isEmpty();
  }

  @Test
  void shouldNameBothWhereNeitherTlsNorTokensAreConfigured() {
    assertThat(warningsOf(EVERYWHERE, Optional.empty(), Access.open()))
        .singleElement()
        .asString()
        .startsWith("HTTP listens beyond this machine without TLS")
        .contains("tokens too (set tls.certificate and tls.key, or put a proxy")
        .contains("and asks nobody who he is (configure access: tokens or jwt)")
        .endsWith("; or set http-host to 127.0.0.1");
  }

  @Test
  void shouldNameTheTokensThatLackBesideTls() {
    assertThat(warningsOf(EVERYWHERE, certificate, Access.open()))
        .singleElement()
        .asString()
        .contains("beyond this machine and asks nobody who he is (configure access")
        .doesNotContain("without TLS");
  }

  @Test
  void shouldNameTheTlsThatLacksBesideTokens() {
    assertThat(warningsOf(EVERYWHERE, Optional.empty(), ASKING))
        .singleElement()
        .asString()
        .contains("beyond this machine without TLS, so that whoever is on the way reads all of it")
        .doesNotContain("asks nobody");
  }

  @Test
  void shouldSayNothingWhereNeitherLacks() {
    assertThat(warningsOf(EVERYWHERE, certificate, ASKING)).isEmpty();
  }

  @Test
  void shouldSayWhereItListens() {
    try (BoundedServer server = serve(EVERYWHERE, Optional.empty(), Access.open())) {
      assertThat(log.list)
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line.getKeyValuePairs())
                      .singleElement()
                      .hasToString("address=\"0.0.0.0:" + server.port() + "\""));
    }
  }

  private List<String> warningsOf(String host, Optional<TlsFiles> tls, Access access) {
    serve(host, tls, access).close();
    return log.list.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getMessage)
        .toList();
  }

  private static BoundedServer serve(String host, Optional<TlsFiles> tls, Access access) {
    return new BoundedServer(
        new HttpAddress(host, 0, tls), HttpBounds.DEFAULT, access, config -> {});
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(BoundedServer.class);
  }
}
