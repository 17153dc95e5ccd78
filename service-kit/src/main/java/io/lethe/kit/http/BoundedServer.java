// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.lethe.kit.access.Access;
import io.lethe.kit.logging.LogKeys;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
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
  private final Javalin javalin;

  /**
   * Listens at once.
   *
   * @param access whether it asks who comes
   * @param routes adds to the server's configuration, for example {@code config ->
   *     config.routes.get("/models", ..., Role.OPERATOR)}
   * @throws IllegalStateException where a route does not say whom it answers
   */
  public BoundedServer(
      HttpAddress address, HttpBounds bounds, Access access, Consumer<JavalinConfig> routes) {
    this.address = requireNonNull(address, "address");
    this.bounds = requireNonNull(bounds, "bounds");
    requireNonNull(routes, "routes");
    Reception reception = new Reception(access);
    javalin =
        Javalin.create(
            config -> {
              configure(config);
              reception.addTo(config);
              routes.accept(config);
              Reception.requireRoles(config);
            });
    javalin.start();
    if (!address.isLoopback()) {
      warn(access);
    }
  }

  private void warn(Access access) {
    LOGGER
        .atWarn()
        .setMessage(
            access.isOpen()
                ? "HTTP listens beyond this machine without TLS and asks nobody who he is: whoever"
                    + " reaches the port may use it. Configure access (tokens or jwt), and put a"
                    + " proxy with TLS in front, or set http-host to 127.0.0.1"
                : "HTTP listens beyond this machine without TLS: whoever is on the way reads the"
                    + " tokens. Put a proxy with TLS in front, or set http-host to 127.0.0.1")
        .addKeyValue("address", address.host() + ":" + javalin.port())
        .log();
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
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
    config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors(bounds)));
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServletContextHandler(
        context -> {
          context.setErrorHandler(new JsonErrors(bounds));
          context.insertHandler(new WholeBody(bounds));
          context.insertHandler(new Door(address, bounds));
        });
    config.routes.exception(HttpResponseException.class, this::refused);
    config.routes.exception(Exception.class, BoundedServer::failed);
  }

  private Connector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, ACCEPTORS, SELECTORS, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(bounds.idle().toMillis());
    connector.addBean(new Connections(bounds, connector.getScheduler()));
    return connector;
  }

  private void refused(HttpResponseException refusal, Context http) {
    Problems.answer(http, refusal.getStatus(), List.of(rule(refusal)));
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
  private static void failed(Exception cause, Context http) {
    LOGGER
        .atError()
        .setMessage("A route failed")
        .addKeyValue(LogKeys.CAUSE, typeAndPlace(cause))
        .log();
    Problems.answer(
        http,
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        List.of("the service failed; its log says why"));
  }

  /** A failure that the virtual machine meets often has no place any more. */
  private static String typeAndPlace(Exception cause) {
    StackTraceElement[] places = cause.getStackTrace();
    return cause.getClass().getName() + (places.length == 0 ? "" : " at " + places[0]);
  }
}
