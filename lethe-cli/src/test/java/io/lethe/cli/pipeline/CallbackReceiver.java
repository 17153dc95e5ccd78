// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A controller on this machine that wants to be called back, over https. While it is open, its
 * certificate is all that this JVM trusts by default, as an operator's trust store would have it.
 */
final class CallbackReceiver implements AutoCloseable {
  private static final String PASSWORD = "for-tests";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final List<String> PROPERTIES =
      List.of(TRUST_STORE, TRUST_STORE + "Password", TRUST_STORE + "Type");

  private final HttpsServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Optional<String>> before = new HashMap<>();

  /** What came: the path, who says that he sent it, his signature in Base64, and the body. */
  record Received(String path, String domain, String signature, String body) {}

  private CallbackReceiver(HttpsServer server) {
    this.server = server;
  }

  /** Opens one on a free port, its files in a folder. */
  static CallbackReceiver open(Path folder) throws Exception {
    KeyStore own = certificate(folder);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serving(own)));
    CallbackReceiver receiver = new CallbackReceiver(server);
    server.createContext("/", receiver::receive);
    server.start();
    receiver.trust(own, folder.resolve("trusted.p12"));
    return receiver;
  }

  /** What an allow-list has of it. */
  String origin() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  /** All that came so far. */
  List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
    before.forEach(
        (name, value) ->
            value.ifPresentOrElse(
                was -> System.setProperty(name, was), () -> System.clearProperty(name)));
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      received.add(
          new Received(
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("X-OpenDSR-Processor-Domain"),
              exchange.getRequestHeaders().getFirst("X-OpenDSR-Signature"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void trust(KeyStore own, Path file) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("receiver", own.getCertificate("mykey"));
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    SSLContext.getDefault(); // made once a JVM, by the properties of then: other tests ask for it
    PROPERTIES.forEach(name -> before.put(name, Optional.ofNullable(System.getProperty(name))));
    System.setProperty(TRUST_STORE, file.toString());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
    System.setProperty(TRUST_STORE + "Type", "PKCS12");
  }

  private static SSLContext serving(KeyStore own) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static KeyStore certificate(Path folder) throws Exception {
    Path file = folder.resolve("receiver.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
