// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The document that a service serves about itself, asked whether an answer is as it says.
 *
 * @param root as JSON
 */
public record ApiDocument(JsonNode root) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Every route, such as {@code GET /openapi.json}. */
  public Set<String> operations() {
    Set<String> said = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        said.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    return said;
  }

  /** What is said of a route. */
  public JsonNode operation(String method, String path) {
    return root.get("paths").get(path).get(method.toLowerCase(Locale.ROOT));
  }

  /** What of an answer is not as it is said of its route; of JSON Lines each line, of text none. */
  public List<String> misfits(String method, String path, int status, String body) {
    JsonNode said = operation(method, path).get("responses").get(Integer.toString(status));
    if (said == null) {
      return List.of("the document names no answer " + status);
    }
    JsonNode json = said.at("/content/application~1json/schema");
    if (!json.isMissingNode()) {
      return misfits(body, json);
    }
    JsonNode lines = said.at("/content/application~1x-ndjson/schema");
    if (lines.isMissingNode()) {
      return List.of(); // a page, or text
    }
    return body.lines().flatMap(line -> misfits(line, lines).stream()).toList();
  }

  private List<String> misfits(String text, JsonNode schema) {
    try {
      return misfits(MAPPER.readTree(text), schema);
    } catch (JsonProcessingException e) {
      return List.of("it is no JSON: " + e.getOriginalMessage());
    }
  }

  /** What is said of a thing by its name. */
  public JsonNode schema(String name) {
    return root.get("components").get("schemas").get(name);
  }

  /** What of a value breaks its schema: as much of JSON Schema as the document uses for answers. */
  public List<String> misfits(JsonNode value, JsonNode schema) {
    if (schema.has("$ref")) {
      String ref = schema.get("$ref").asText();
      return misfits(value, schema(ref.substring(ref.lastIndexOf('/') + 1)));
    }
    if (schema.has("oneOf")) {
      List<List<String>> each = new ArrayList<>();
      schema.get("oneOf").forEach(one -> each.add(misfits(value, one)));
      return each.stream().anyMatch(List::isEmpty)
          ? List.of()
          : each.stream().flatMap(List::stream).toList();
    }
    List<String> misfits = new ArrayList<>();
    if (types(schema).noneMatch(type -> isOfType(value, type))) {
      return List.of(value + " is not " + schema.get("type"));
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      misfits.add(value + " is none of " + schema.get("enum"));
    }
    if (schema.has("maxLength") && value.asText().length() > schema.get("maxLength").asInt()) {
      misfits.add(value + " is too long");
    }
    for (JsonNode needed : schema.path("required")) {
      if (!value.has(needed.asText())) {
        misfits.add(needed + " is missing");
      }
    }
    for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
      misfits.addAll(misfits(item, schema.get("items")));
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode described = described(schema, field.getKey());
      misfits.addAll(
          described.isMissingNode()
              ? List.of(field.getKey() + " is not described")
              : misfits(field.getValue(), described));
    }
    return misfits;
  }

  private static JsonNode described(JsonNode schema, String field) {
    JsonNode own = schema.path("properties").path(field);
    JsonNode others = schema.path("additionalProperties");
    return own.isMissingNode() && others.isObject() ? others : own;
  }

  private static Stream<String> types(JsonNode schema) {
    JsonNode type = schema.get("type");
    return type.isArray()
        ? Stream.iterate(0, i -> i < type.size(), i -> i + 1).map(i -> type.get(i).asText())
        : Stream.of(type.asText());
  }

  private static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
