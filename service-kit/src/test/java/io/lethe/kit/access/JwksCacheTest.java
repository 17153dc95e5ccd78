// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lethe.kit.config.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksCacheTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SetClock clock = new SetClock();
  private volatile int status = 200;
  private volatile String body = "";
  private volatile boolean isSlow;
  private HttpServer issuer;
  private JwksCache cache;

  @BeforeEach
  void start() throws Exception {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.setExecutor(threads);
    issuer.createContext("/jwks", this::answer);
    issuer.start();
    cache = new JwksCache(JwksPlace.of(address()), clock);
    body = set("one");
  }

  @AfterEach
  void stop() {
    end.countDown();
    issuer.stop(0);
    threads.shutdownNow();
  }

  @Test
  void shouldKeepKeysAndReadThemAgainWhenTheyAreOld() throws Exception {
    assertThat(find("one")).hasSize(1);
    assertThat(find("one")).hasSize(1);
    assertThat(asked).hasValue(1);

    body = set("two");
    clock.pass(JwksCache.AGE.plusSeconds(1));
    assertThat(find("one")).isEmpty(); // the issuer took it back
    assertThat(find("two")).hasSize(1);
    assertThat(asked).hasValue(2);
  }

  @Test
  void shouldReadAgainForAKeyThatIsNotAmongThemButNotAsOftenAsSomebodyLikes() throws Exception {
    assertThat(find("one")).hasSize(1);
    body = set("one", "two");

    assertThat(find("two")).isEmpty();
    assertThat(asked).as("asked a moment ago").hasValue(1);
    clock.pass(JwksCache.BETWEEN);
    assertThat(find("two")).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(find("made up " + i)).isEmpty();
    }
    assertThat(asked).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500, 302})
  void shouldGoOnWithTheKeysItHadLast(int failure) throws Exception {
    assertThat(find("one")).hasSize(1);

    status = failure;
    for (int i = 0; i < 3; i++) {
      clock.pass(JwksCache.AGE.plusSeconds(1));
      assertThat(find("one")).hasSize(1);
    }
    assertThat(asked).hasValue(4);
  }

  @Test
  void shouldTakeNothingElseForKeys() throws Exception {
    for (String other :
        new String[] {"", "{", "[]", "{\"keys\":7}", "<html>", "x".repeat(300_000)}) {
      body = other;
      clock.pass(JwksCache.BETWEEN);
      assertThatThrownBy(() -> find("one")).isInstanceOf(KeySourceException.class);
    }
    body = set("one");
    clock.pass(JwksCache.BETWEEN);
    assertThat(find("one")).hasSize(1);
  }

  @Test
  void shouldSayThatThereAreNoneAndAskAgainInAWhile() throws Exception {
    status = 500;
    assertThatThrownBy(() -> find("one")).isInstanceOf(KeySourceException.class);
    assertThatThrownBy(() -> find("one")).isInstanceOf(KeySourceException.class);
    assertThat(asked).hasValue(1);

    status = 200;
    clock.pass(JwksCache.BETWEEN);
    assertThat(find("one")).hasSize(1);
  }

  @Test
  void shouldNotWaitForASlowIssuerLongerThanItSays() {
    isSlow = true;
    long begun = System.nanoTime();

    assertThatThrownBy(() -> find("one"))
        .isInstanceOf(KeySourceException.class)
        .hasMessageContaining("no answer within PT3S");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example/jwks",
        "http://10.0.0.7/jwks",
        "ftp://login.example/jwks",
        "https://user:secret@login.example/jwks",
        "https:///jwks",
        "/nowhere/jwks.json"
      })
  void shouldTakeNoPlaceThatOthersCanAnswerFor(String place) {
    assertThatThrownBy(() -> JwksPlace.of(place))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("it must be a file that can be read, an https address");
  }

  @Test
  void shouldTakeAFileAndAnHttpsAddress(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("jwks.json"), set("one"));

    assertThat(JwksPlace.of(file.toString()).read(JwksCache.PATIENCE)).contains("\"one\"");
    assertThat(JwksPlace.of("https://login.example/jwks"))
        .hasToString("https://login.example/jwks");
  }

  private List<JWK> find(String keyId) throws KeySourceException {
    return cache.get(new JWKSelector(new JWKMatcher.Builder().keyID(keyId).build()), null);
  }

  private String address() {
    return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks";
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    if (isSlow) {
      awaitEnd();
    }
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Location", address());
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String set(String... keyIds) throws Exception {
    List<JWK> keys = new ArrayList<>();
    for (String keyId : keyIds) {
      keys.add(new ECKeyGenerator(Curve.P_256).keyID(keyId).generate().toPublicJWK());
    }
    return new JWKSet(keys).toString();
  }

  /** A clock that goes on when it is told to. */
  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
