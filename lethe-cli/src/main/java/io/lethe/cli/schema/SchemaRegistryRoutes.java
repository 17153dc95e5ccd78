// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import static io.lethe.kit.access.Anybody.ANYBODY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.lethe.kit.http.HttpForm;
import io.lethe.kit.http.Problems;
import io.lethe.schemas.registry.FileSchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.topic.Tenants;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The calls of Confluent's schema registry by which its clients learn and register schemas. What
 * would delete a schema or change a rule is not among them.
 */
final class SchemaRegistryRoutes {
  static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  private static final String ID = "/schemas/ids/{id}";
  private static final String SUBJECT = "/subjects/{subject}";
  private static final String VERSIONS = SUBJECT + "/versions";
  private static final String VERSION = VERSIONS + "/{version}";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final FileSchemaRegistryClient registry;
  private final Admission admission;

  SchemaRegistryRoutes(FileSchemaRegistryClient registry, Tenants tenants) {
    this.registry = registry;
    admission = new Admission(registry, tenants);
  }

  /** What bodies are taken, and what a refusal of the server looks like, as clients know it. */
  static HttpForm form() {
    return new HttpForm(
        Set.of(CONTENT_TYPE, "application/vnd.schemaregistry+json", Problems.JSON),
        CONTENT_TYPE,
        (status, rules) -> error(status, String.join("; ", rules)));
  }

  /** Adds the calls, and Confluent's form of error for whatever goes wrong. */
  void addTo(JavalinConfig config) {
    RoutesConfig routes = config.routes;
    routes.get("/", http -> answer(http, "{}"), ANYBODY);
    routes.get("/schemas/types", http -> answer(http, "[\"AVRO\"]"), ANYBODY);
    reads(routes);
    routes.post(
        SUBJECT, http -> answer(http, view().find(subject(http), PostedSchema.in(http))), ANYBODY);
    routes.post(VERSIONS, this::register, ANYBODY);
    routes.post("/compatibility" + VERSIONS, http -> compare(http, Optional.empty()), ANYBODY);
    routes.post(
        "/compatibility" + VERSION, http -> compare(http, Optional.of(version(http))), ANYBODY);
    routes.exception(RefusedCallException.class, (e, http) -> refuse(http, e.fault(), e));
    routes.exception(SchemaRegistryException.class, (e, http) -> refuse(http, Fault.STORE, e));
  }

  private void reads(RoutesConfig routes) {
    routes.get(ID, http -> answer(http, view().schema(id(http))), ANYBODY);
    routes.get(ID + "/schema", http -> answer(http, view().text(id(http))), ANYBODY);
    routes.get(ID + "/subjects", http -> answer(http, view().subjectsOf(id(http))), ANYBODY);
    routes.get(ID + "/versions", http -> answer(http, view().versionsOf(id(http))), ANYBODY);
    routes.get("/subjects", http -> answer(http, view().subjects(prefix(http))), ANYBODY);
    routes.get(VERSIONS, http -> answer(http, view().versions(subject(http))), ANYBODY);
    routes.get(
        VERSION, http -> answer(http, view().version(subject(http), version(http))), ANYBODY);
    routes.get(
        VERSION + "/schema",
        http -> answer(http, view().text(subject(http), version(http))),
        ANYBODY);
    routes.get("/config", http -> answer(http, RegistryView.compatibility()), ANYBODY);
    routes.get(
        "/config/{subject}", http -> answer(http, view().compatibility(subject(http))), ANYBODY);
  }

  private void register(Context http) {
    int id = admission.admit(subject(http), PostedSchema.in(http));
    answer(http, MAPPER.createObjectNode().put("id", id));
  }

  private void compare(Context http, Optional<String> version) {
    boolean verbose = "true".equals(http.queryParam("verbose"));
    answer(http, view().isCompatible(subject(http), version, PostedSchema.in(http), verbose));
  }

  private RegistryView view() {
    return new RegistryView(registry.content());
  }

  private static String id(Context http) {
    return http.pathParam("id");
  }

  private static String subject(Context http) {
    return http.pathParam("subject");
  }

  private static String version(Context http) {
    return http.pathParam("version");
  }

  private static String prefix(Context http) {
    return Objects.requireNonNullElse(http.queryParam("subjectPrefix"), "");
  }

  private static void answer(Context http, JsonNode body) {
    answer(http, body.toString());
  }

  private static void answer(Context http, String json) {
    http.contentType(CONTENT_TYPE).result(json);
  }

  private static void refuse(Context http, Fault fault, RuntimeException why) {
    http.status(fault.status());
    answer(http, error(fault.code(), String.valueOf(why.getMessage())));
  }

  private static ObjectNode error(int code, String message) {
    return MAPPER.createObjectNode().put("error_code", code).put("message", message);
  }
}
