// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.lethe.domain.crypto.RsaSigner;
import io.lethe.ingest.callback.CallbackSender.Result;
import io.lethe.ingest.http.RequesterState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callbacks over real connections: whom they reach, and whom not, whatever names and answers say.
 */
class HttpCallbackSenderTest {
  private static final String HOST = "controller.example";
  private static final HttpCallbackSender.Times HASTY =
      new HttpCallbackSender.Times(Duration.ofSeconds(4), Duration.ofSeconds(5));

  @TempDir private static Path folder;
  private static Certified certified;
  private static KeyPair keys;
  private static ProcessorIdentity identity;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private HttpHandler handler = exchange -> exchange.sendResponseHeaders(200, -1);
  private HttpsServer receiver;

  private record Received(String method, String target, String host, String body, Signed signed) {}

  private record Signed(String domain, String signature) {}

  @BeforeAll
  static void certify() throws Exception {
    certified = Certified.of(folder, HOST);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    keys = generator.generateKeyPair();
    identity =
        new ProcessorIdentity(
            Optional.of("opendsr.company.example"), Optional.of(RsaSigner.load(keyFile())));
  }

  private static Path keyFile() throws IOException {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path file = Files.writeString(folder.resolve("opendsr.pem"), pem);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @BeforeEach
  void serve() throws Exception {
    receiver = serve("127.0.0.1", 0);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void shouldPostWhatIsSignedByteByByte() throws Exception {
    HttpCallbackSender sender = insideSender(at("127.0.0.1"));

    assertThat(tell(sender, "/callbacks?of=7")).isEqualTo(Result.DELIVERED);

    Received one = received.get(0);
    assertThat(one.method()).isEqualTo("POST");
    assertThat(one.target()).isEqualTo("/callbacks?of=7");
    assertThat(one.host()).isEqualTo(HOST + ":" + port());
    assertThat(one.signed().domain()).isEqualTo("opendsr.company.example");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update(one.body().getBytes(StandardCharsets.UTF_8));
    assertThat(signature.verify(Base64.getDecoder().decode(one.signed().signature()))).isTrue();
    JsonNode body = new ObjectMapper().readTree(one.body());
    assertThat(body.path("controller_id").asText()).isEqualTo("shop");
    assertThat(body.path("request_status").asText()).isEqualTo("completed");
    assertThat(body.path("expected_completion_time").asText()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(body.path("status_callback_url").asText()).isEqualTo(url("/callbacks?of=7"));
    assertThat(body.path("subject_request_id").asText())
        .isEqualTo("7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003");
    assertThat(body).hasSize(5);
  }

  @Test
  void shouldSayThatItFailedUntilTheReceiverAnswersWell() {
    AtomicInteger asked = new AtomicInteger();
    handler =
        exchange -> exchange.sendResponseHeaders(asked.incrementAndGet() == 1 ? 500 : 200, -1);
    HttpCallbackSender sender = insideSender(at("127.0.0.1"));

    assertThat(tell(sender, "/")).isEqualTo(Result.FAILED);
    assertThat(asked).hasValue(1); // the pause is kept by who offers it
    assertThat(tell(sender, "/")).isEqualTo(Result.DELIVERED);
  }

  @Test
  void shouldFollowNoRedirect() {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      handler =
          exchange -> {
            exchange.getResponseHeaders().add("Location", url("/elsewhere"));
            exchange.sendResponseHeaders(status, -1);
          };
      assertThat(tell(insideSender(at("127.0.0.1")), "/" + status)).isEqualTo(Result.FAILED);
    }
    assertThat(received).hasSize(5).noneMatch(each -> each.target().equals("/elsewhere"));
  }

  @Test
  void shouldNotCallAnAddressInsideThatNobodyMeant() {
    HttpCallbackSender sender = sender(outside(), at("127.0.0.1"), PublicAddress::is);

    assertThat(tell(sender, "/")).isEqualTo(Result.FAILED);

    assertThat(lookups).hasValue(1);
    assertThat(received).isEmpty();
  }

  /**
   * The name has an address outside when it is looked at, and the loopback address the second time.
   * Here 127.0.0.2 is outside, so that no test leaves this machine.
   */
  @Test
  void shouldCallTheAddressThatItHasCheckedAndNotTheOneOfASecondLook() throws Exception {
    HttpsServer outside = serve("127.0.0.2", port());
    DnsResolver rebinding =
        at(() -> lookups.get() == 1 ? List.of("127.0.0.2") : List.of("127.0.0.1"));
    Predicate<InetAddress> isPublic = each -> each.getHostAddress().equals("127.0.0.2");
    HttpCallbackSender sender = sender(outside(), rebinding, isPublic);

    assertThat(tell(sender, "/first")).isEqualTo(Result.DELIVERED);
    assertThat(lookups).hasValue(1); // one look for a connection: there is no second one to cheat
    assertThat(tell(sender, "/second")).isEqualTo(Result.FAILED);

    assertThat(lookups).hasValue(2);
    assertThat(received).extracting(Received::target).containsExactly("/first");
    assertThat(outside.getAddress().getPort()).isEqualTo(port());
  }

  @Test
  void shouldRefuseANameWholeThatHasOneAddressInside() {
    Predicate<InetAddress> isPublic = each -> each.getHostAddress().equals("127.0.0.2");
    DnsResolver mixed = at(() -> List.of("127.0.0.2", "127.0.0.1"));

    assertThat(tell(sender(outside(), mixed, isPublic), "/")).isEqualTo(Result.FAILED);
    assertThat(received).isEmpty();
    assertThatThrownBy(() -> new CheckedAddresses(mixed, outside(), isPublic).resolve(HOST, port()))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining(HOST)
        .hasMessageContaining("callbacks.internal");
  }

  @Test
  void shouldCallNobodyWhoIsNotOnTheListNow() {
    AllowedOrigins other =
        AllowedOrigins.of(List.of(), List.of("https://" + HOST + ":" + (port() + 1)));

    assertThat(tell(sender(other, at("127.0.0.1"), PublicAddress::is), "/"))
        .isEqualTo(Result.NOT_ALLOWED);
    assertThat(tell(sender(AllowedOrigins.none(), at("127.0.0.1"), PublicAddress::is), "/"))
        .isEqualTo(Result.NOT_ALLOWED);

    assertThat(lookups).hasValue(0);
    assertThat(received).isEmpty();
  }

  @Test
  void shouldTrustNoCertificateOfAnotherName() throws Exception {
    Certified other = Certified.of(folder, "other.example");
    SSLContext trusted = other.trusting();
    HttpCallbackSender stranger =
        opened(
            new HttpCallbackSender(
                identity,
                inside(),
                () -> new HttpCallbackSender.Net(at("127.0.0.1"), PublicAddress::is, trusted),
                HASTY));
    assertThat(tell(stranger, "/")).isEqualTo(Result.FAILED);

    receiver.stop(0);
    int port = port();
    HttpsServer impostor =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    impostor.setHttpsConfigurator(new HttpsConfigurator(other.serving()));
    impostor.createContext("/", this::receive);
    impostor.start();
    opened.add(() -> impostor.stop(0));
    HttpCallbackSender trusting =
        opened(
            new HttpCallbackSender(
                identity,
                inside(),
                () -> new HttpCallbackSender.Net(at("127.0.0.1"), PublicAddress::is, trusted),
                HASTY));
    assertThat(tell(trusting, "/")).isEqualTo(Result.FAILED); // trusted, and for another name
    assertThat(received).isEmpty();
  }

  @Test
  void shouldEndATryThatIsNotAnswered() {
    CountDownLatch gone = new CountDownLatch(1);
    handler = exchange -> dawdle(gone);
    HttpCallbackSender sender = insideSender(at("127.0.0.1"));
    long begin = System.nanoTime();

    assertThat(tell(sender, "/")).isEqualTo(Result.FAILED);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    gone.countDown();
  }

  /** Each byte is a sign of life, so that only the end of the whole try ends it. */
  @Test
  void shouldEndATryWhoseReceiverTricklesItsHandshake() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (ServerSocket raw = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread trickle =
          new Thread(
              () -> {
                try (var socket = raw.accept()) {
                  // a TLS record of 16,000 bytes, one at a time
                  socket.getOutputStream().write(new byte[] {22, 3, 3, 0x3e, (byte) 0x80});
                  while (!gone.await(100, TimeUnit.MILLISECONDS)) {
                    socket.getOutputStream().write(0);
                    socket.getOutputStream().flush();
                  }
                } catch (IOException | InterruptedException e) {
                  // cut off, as it should be
                }
              });
      trickle.setDaemon(true);
      trickle.start();
      String origin = "https://" + HOST + ":" + raw.getLocalPort();
      HttpCallbackSender sender =
          sender(AllowedOrigins.of(List.of(), List.of(origin)), at("127.0.0.1"), PublicAddress::is);

      assertThat(tellUrl(sender, origin + "/")).isEqualTo(Result.FAILED);
      trickle.join(20_000);
      assertThat(trickle.isAlive()).isFalse();
    }
  }

  @Test
  void shouldReadNothingOfALongAnswer() throws Exception {
    AtomicInteger written = new AtomicInteger();
    CompletableFuture<Boolean> cut = new CompletableFuture<>();
    handler =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[64 * 1_024];
          try {
            for (int i = 0; i < 2_000; i++) {
              exchange.getResponseBody().write(block);
              written.addAndGet(block.length);
            }
            cut.complete(false);
          } catch (IOException e) {
            cut.complete(true);
          }
        };

    assertThat(tell(insideSender(at("127.0.0.1")), "/")).isEqualTo(Result.DELIVERED);
    assertThat(cut.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(written.get()).isLessThan(16 * 1_024 * 1_024); // what lies in sockets' buffers
  }

  @Test
  void shouldNotLetOneReceiverHoldUpAnother() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(2);
    handler =
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            arrived.countDown();
            dawdle(gone);
          }
          exchange.sendResponseHeaders(200, -1);
        };
    HttpsServer other = serve("127.0.0.1", 0);
    String quick = "https://" + HOST + ":" + other.getAddress().getPort();
    AllowedOrigins both = AllowedOrigins.of(List.of(), List.of(origin(), quick));
    HttpCallbackSender sender = sender(both, at("127.0.0.1"), PublicAddress::is);
    assertThat(sender.offer(callback(url("/slow")), result -> {})).isTrue();
    assertThat(sender.offer(callback(url("/slow")), result -> {})).isTrue();
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(sender.offer(callback(url("/slow")), result -> {})).isFalse();
    assertThat(tellUrl(sender, quick + "/")).isEqualTo(Result.DELIVERED);

    gone.countDown();
    await().until(() -> sender.offer(callback(url("/now")), result -> {}));
  }

  private static void dawdle(CountDownLatch until) {
    try {
      until.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Result tell(HttpCallbackSender sender, String target) {
    return tellUrl(sender, url(target));
  }

  private static Result tellUrl(HttpCallbackSender sender, String url) {
    CompletableFuture<Result> heard = new CompletableFuture<>();
    assertThat(sender.offer(callback(url), heard::complete)).isTrue();
    return heard.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Callback callback(String url) {
    return new Callback(
        "shop",
        "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003",
        url,
        RequesterState.COMPLETED,
        Instant.parse("2026-02-01T00:00:00Z"));
  }

  private String url(String target) {
    return origin() + target;
  }

  private String origin() {
    return "https://" + HOST + ":" + port();
  }

  private int port() {
    return receiver.getAddress().getPort();
  }

  private AllowedOrigins outside() {
    return AllowedOrigins.of(List.of(origin()), List.of());
  }

  private AllowedOrigins inside() {
    return AllowedOrigins.of(List.of(), List.of(origin()));
  }

  private HttpCallbackSender insideSender(DnsResolver names) {
    return sender(inside(), names, PublicAddress::is);
  }

  private HttpCallbackSender sender(
      AllowedOrigins allowed, DnsResolver names, Predicate<InetAddress> isPublic) {
    try {
      SSLContext trusted = certified.trusting();
      return opened(
          new HttpCallbackSender(
              identity,
              allowed,
              () -> new HttpCallbackSender.Net(names, isPublic, trusted),
              HASTY));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpCallbackSender opened(HttpCallbackSender sender) {
    opened.add(sender);
    return sender;
  }

  private DnsResolver at(String address) {
    return at(() -> List.of(address));
  }

  /** Every name has these addresses at this look. */
  private DnsResolver at(Supplier<List<String>> addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        assertThat(host).isEqualTo(HOST);
        lookups.incrementAndGet();
        List<InetAddress> found = new ArrayList<>();
        for (String each : addresses.get()) {
          found.add(InetAddress.getByName(each));
        }
        return found.toArray(InetAddress[]::new);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        throw new AssertionError("nobody asks for another name");
      }
    };
  }

  private HttpsServer serve(String address, int port) throws Exception {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certified.serving()));
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::receive);
    server.start();
    opened.add(() -> server.stop(0));
    return server;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      received.add(
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("Host"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
              new Signed(
                  exchange.getRequestHeaders().getFirst(ProcessorIdentity.DOMAIN),
                  exchange.getRequestHeaders().getFirst(ProcessorIdentity.SIGNATURE))));
      handler.handle(exchange);
    }
  }
}
