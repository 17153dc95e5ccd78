// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A registry over real HTTP that speaks the protocol, and fails when it is told to. */
public final class RegistryServer implements AutoCloseable {

  /** A request as it came in. */
  public record Received(
      String method, String rawPath, String contentType, String accept, String authorization) {}

  private final HttpServer server;
  private final Queue<Integer> failures = new ArrayDeque<>();
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private RegistryContent content = RegistryContent.empty();

  public RegistryServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://"
        + server.getAddress().getAddress().getHostAddress()
        + ":"
        + server.getAddress().getPort();
  }

  /** Answers the next requests with these statuses. */
  public synchronized void failNext(Integer... statuses) {
    failures.addAll(List.of(statuses));
  }

  /** Holds a text as its only schema, with id 1, as a registry of several formats may. */
  public synchronized void hold(String text) {
    content = new RegistryContent(List.of(text), Map.of());
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String rawPath = exchange.getRequestURI().getRawPath();
    var headers = exchange.getRequestHeaders();
    received.add(
        new Received(
            exchange.getRequestMethod(),
            rawPath,
            headers.getFirst("Content-Type"),
            headers.getFirst("Accept"),
            headers.getFirst("Authorization")));
    byte[] body = exchange.getRequestBody().readAllBytes();
    Integer failure = failures.poll();
    if (failure != null) {
      answer(exchange, failure, error(50001, "told to fail"));
      return;
    }
    String[] path = rawPath.substring(1).split("/", -1);
    if (path[0].equals("schemas")) {
      giveSchema(exchange, Integer.parseInt(path[2]));
    } else {
      String subject = URLDecoder.decode(path[1], StandardCharsets.UTF_8);
      JsonNode schema = SchemaText.JSON.readTree(body).get("schema");
      if (path.length == 3) {
        register(exchange, subject, schema.textValue());
      } else {
        lookUp(exchange, subject, schema.textValue());
      }
    }
  }

  private void giveSchema(HttpExchange exchange, int id) throws IOException {
    Optional<String> text = content.schemaText(id);
    if (text.isEmpty()) {
      answer(exchange, 404, error(40403, "Schema not found"));
      return;
    }
    answer(exchange, 200, SchemaText.JSON.createObjectNode().put("schema", text.get()).toString());
  }

  private void register(HttpExchange exchange, String subject, String schema) throws IOException {
    try {
      content = content.with(subject, SchemaText.parse(schema));
      lookUp(exchange, subject, schema);
    } catch (IncompatibleSchemaException e) {
      answer(exchange, 409, error(409, "Schema being registered is incompatible"));
    }
  }

  private void lookUp(HttpExchange exchange, String subject, String schema) throws IOException {
    Optional<Integer> id = content.idOf(subject, SchemaText.parse(schema));
    if (id.isEmpty()) {
      answer(exchange, 404, error(40403, "Schema not found"));
      return;
    }
    answer(exchange, 200, SchemaText.JSON.createObjectNode().put("id", id.get()).toString());
  }

  private static String error(int code, String message) {
    return SchemaText.JSON
        .createObjectNode()
        .put("error_code", code)
        .put("message", message)
        .toString();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
