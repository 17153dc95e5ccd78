// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.lethe.kit.access.Access;
import io.lethe.kit.logging.LogKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP server that all services use: it listens at one address, keeps {@link HttpBounds},
 * and answers whatever goes wrong as JSON. A body is read as it comes, without a thread, so that
 * slow senders hold none.
 */
public final class BoundedServer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(BoundedServer.class);
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = 1;

  private final HttpAddress address;
  private final HttpBounds bounds;
  private final HttpForm form;
  private final Optional<ServedCertificate> certificate;
  private final Javalin javalin;

  /** Listens at once, and talks as all services do. */
  public BoundedServer(
      HttpAddress address, HttpBounds bounds, Access access, Consumer<JavalinConfig> routes) {
    this(address, bounds, HttpForm.DEFAULT, access, routes);
  }

  /**
   * Listens at once.
   *
   * @param address where, and with which certificate
   * @param form which bodies it takes, and how it refuses
   * @param access whether it asks who comes
   * @param routes adds to the server's configuration, for example {@code config ->
   *     config.routes.get("/models", ..., Role.OPERATOR)}
   * @throws io.lethe.domain.crypto.KeyFileException where the certificate's files cannot be used
   * @throws IllegalStateException where a route does not say whom it answers
   */
  public BoundedServer(
      HttpAddress address,
      HttpBounds bounds,
      HttpForm form,
      Access access,
      Consumer<JavalinConfig> routes) {
    this.address = requireNonNull(address, "address");
    this.bounds = requireNonNull(bounds, "bounds");
    this.form = requireNonNull(form, "form");
    requireNonNull(routes, "routes");
    Reception reception = new Reception(access);
    certificate = address.tls().map(files -> new ServedCertificate(files, Clock.systemUTC()));
    javalin =
        Javalin.create(
            config -> {
              configure(config);
              reception.addTo(config);
              routes.accept(config);
              Reception.requireRoles(config);
            });
    javalin.start();
    certificate.ifPresent(ServedCertificate::begin);
    if (!address.isLoopback()) {
      warnOfOthers(access);
    }
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  /** When the certificate ends that is shown now; empty without TLS. */
  public Optional<Instant> certificateEnd() {
    return certificate.map(ServedCertificate::end);
  }

  @Override
  public void close() {
    certificate.ifPresent(ServedCertificate::close);
    javalin.stop();
  }

  private void warnOfOthers(Access access) {
    List<String> lacks = new ArrayList<>();
    if (certificate.isEmpty()) {
      lacks.add(
          "without TLS, so that whoever is on the way reads all of it, tokens too (set"
              + " tls.certificate and tls.key, or put a proxy with TLS in front)");
    }
    if (access.isOpen()) {
      lacks.add("and asks nobody who he is (configure access: tokens or jwt)");
    }
    if (!lacks.isEmpty()) {
      LOGGER
          .atWarn()
          .setMessage(
              "HTTP listens beyond this machine "
                  + String.join(" ", lacks)
                  + "; or set http-host to 127.0.0.1")
          .addKeyValue("address", address.host() + ":" + javalin.port())
          .log();
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = bounds.bodyBytes();
    config.http.prefer405over404 = true;
    QueuedThreadPool threads = new QueuedThreadPool(bounds.threads());
    threads.setName("http");
    config.jetty.threadPool = threads;
    JsonErrors errors = new JsonErrors(bounds, form);
    config.jetty.modifyServer(server -> server.setErrorHandler(errors));
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServletContextHandler(
        context -> {
          context.setErrorHandler(new JsonErrors(bounds, form));
          context.insertHandler(new WholeBody(bounds, errors));
          context.insertHandler(new Door(address, bounds, form));
        });
    config.routes.exception(HttpResponseException.class, this::refused);
    config.routes.exception(Exception.class, this::failed);
  }

  private Connector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, ACCEPTORS, SELECTORS, protocols(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(bounds.idle().toMillis());
    connector.addBean(new Connections(bounds, connector.getScheduler()));
    return connector;
  }

  /** TLS first, where it is configured. Whose name a request may carry is the door's to tell. */
  private ConnectionFactory[] protocols(HttpConfiguration http) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    if (certificate.isEmpty()) {
      return new ConnectionFactory[] {plain};
    }
    http.addCustomizer(new SecureRequestCustomizer(false));
    return new ConnectionFactory[] {
      new SslConnectionFactory(certificate.get().factory(), plain.getProtocol()), plain
    };
  }

  private void refused(HttpResponseException refusal, Context http) {
    if (refusal.getStatus() == HttpStatus.METHOD_NOT_ALLOWED_405) {
      // RFC 9110, 15.5.6: which there are; Javalin's only detail
      http.header("Allow", String.join(", ", refusal.getDetails().values()));
    }
    answer(http, refusal.getStatus(), rule(refusal));
  }

  private String rule(HttpResponseException refusal) {
    return switch (refusal.getStatus()) {
      case HttpStatus.NOT_FOUND_404 -> "no route has this path";
      case HttpStatus.METHOD_NOT_ALLOWED_405 -> "the path has no route for this method";
      case HttpStatus.PAYLOAD_TOO_LARGE_413 -> bounds.bodyRule();
      default -> HttpStatus.getMessage(refusal.getStatus());
    };
  }

  /** For the log; a message may quote what a client sent, so type and place alone are told. */
  private void failed(Exception cause, Context http) {
    LOGGER
        .atError()
        .setMessage("A route failed")
        .addKeyValue(LogKeys.CAUSE, typeAndPlace(cause))
        .log();
    answer(http, HttpStatus.INTERNAL_SERVER_ERROR_500, "the service failed; its log says why");
  }

  private void answer(Context http, int status, String rule) {
    http.status(status)
        .contentType(form.answers())
        .result(form.refusal().of(status, List.of(rule)).toString());
  }

  /** A failure that the virtual machine meets often has no place any more. */
  private static String typeAndPlace(Exception cause) {
    StackTraceElement[] places = cause.getStackTrace();
    return cause.getClass().getName() + (places.length == 0 ? "" : " at " + places[0]);
  }
}
