// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.Schema;

/** A registry that speaks Confluent's protocol over HTTP. */
final class HttpSchemaRegistryClient implements SchemaRegistryClient {

  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final RegistryHttp http;

  HttpSchemaRegistryClient(RegistryHttp http) {
    this.http = http;
  }

  @Override
  public int register(String subject, Schema schema) {
    RegistryHttp.Answer answer =
        http.post("/subjects/" + encoded(subject) + "/versions", body(schema));
    if (answer.status() == CONFLICT) {
      throw new IncompatibleSchemaException(
          "Schema registry "
              + http.name()
              + " refuses the schema "
              + schema.getFullName()
              + " for subject "
              + subject
              + ": "
              + reason(answer));
    }
    return id(accepted(answer, "register a schema for subject " + subject));
  }

  @Override
  public Schema schemaById(int id) {
    RegistryHttp.Answer answer = http.get("/schemas/ids/" + id);
    if (answer.status() == NOT_FOUND) {
      throw new UnknownSchemaException(id, http.name());
    }
    JsonNode text = accepted(answer, "give the schema with id " + id).path("schema");
    if (!text.isTextual()) {
      throw new SchemaRegistryException(
          "Schema registry " + http.name() + " answered without a schema for id " + id);
    }
    return SchemaText.parse(text.textValue(), id, http.name());
  }

  @Override
  public Optional<Integer> idOf(String subject, Schema schema) {
    RegistryHttp.Answer answer = http.post("/subjects/" + encoded(subject), body(schema));
    if (answer.status() == NOT_FOUND) {
      return Optional.empty();
    }
    return Optional.of(id(accepted(answer, "look a schema of subject " + subject + " up")));
  }

  private int id(JsonNode answer) {
    JsonNode id = answer.path("id");
    if (!id.canConvertToInt() || !id.isIntegralNumber()) {
      throw new SchemaRegistryException(
          "Schema registry " + http.name() + " answered without an integer id");
    }
    return id.intValue();
  }

  private JsonNode accepted(RegistryHttp.Answer answer, String what) {
    if (answer.status() != 200) {
      throw new SchemaRegistryException(
          "Schema registry "
              + http.name()
              + " refused to "
              + what
              + ": "
              + answer.status()
              + " "
              + reason(answer));
    }
    try {
      return SchemaText.JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new SchemaRegistryException(
          "Schema registry " + http.name() + " answered with something that is no JSON", e);
    }
  }

  private static String reason(RegistryHttp.Answer answer) {
    try {
      JsonNode body = SchemaText.JSON.readTree(answer.body());
      return body.path("error_code").asText("") + " " + body.path("message").asText("");
    } catch (JsonProcessingException e) {
      return "(no reason given)";
    }
  }

  private static String body(Schema schema) {
    return SchemaText.JSON.createObjectNode().put("schema", SchemaText.of(schema)).toString();
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
