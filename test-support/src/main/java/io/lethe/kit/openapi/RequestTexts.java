// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every text that a document says a client may send: parameters, headers and all that is in bodies,
 * by name. What is not said to be something else is taken for a text.
 */
final class RequestTexts {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String NO_BOUND = "none";

  private final ApiDocument document;
  private final Set<JsonNode> seen = new HashSet<>();
  private final Map<String, Set<String>> lengths = new TreeMap<>();
  private final Set<String> open = new TreeSet<>();

  RequestTexts(ApiDocument document) {
    this.document = document;
    for (JsonNode path : document.root().get("paths")) {
      path.path("parameters").forEach(this::parameter);
      for (Map.Entry<String, JsonNode> operation : path.properties()) {
        if (METHODS.contains(operation.getKey())) {
          operation.getValue().path("parameters").forEach(this::parameter);
          operation
              .getValue()
              .at("/requestBody/content")
              .forEach(content -> walk("body", content.path("schema")));
        }
      }
    }
  }

  /**
   * How long each may be that is not one of a few words; several lengths where a name has several,
   * and {@code none} where one has none.
   */
  Map<String, Set<String>> lengths() {
    return lengths;
  }

  /** The objects that may have fields that the document does not name. */
  Set<String> open() {
    return open;
  }

  private void parameter(JsonNode parameter) {
    walk(parameter.get("name").asText(), parameter.path("schema"));
  }

  private void walk(String name, JsonNode schema) {
    if (schema.has("$ref")) {
      String ref = schema.get("$ref").asText();
      String target = ref.substring(ref.lastIndexOf('/') + 1);
      JsonNode found = document.schema(target);
      if (seen.add(found)) {
        walk(target, found);
      }
      return;
    }
    for (String several : new String[] {"allOf", "oneOf", "anyOf"}) {
      if (schema.has(several)) {
        schema.get(several).forEach(each -> walk(name, each));
        return;
      }
    }
    if (isOf(schema, "string") && !schema.has("enum")) {
      lengths
          .computeIfAbsent(name, each -> new TreeSet<>())
          .add(schema.path("maxLength").asText(NO_BOUND));
    }
    if (isOf(schema, "array")) {
      walk(name, schema.path("items"));
    }
    if (isOf(schema, "object")) {
      fields(name, schema);
    }
  }

  private void fields(String name, JsonNode schema) {
    schema.path("properties").properties().forEach(each -> walk(each.getKey(), each.getValue()));
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject()) {
      walk(name, others);
    } else if (others.asBoolean(true)) {
      open.add(name);
    }
  }

  private static boolean isOf(JsonNode schema, String type) {
    JsonNode said = schema.path("type");
    return said.isArray()
        ? Stream.iterate(0, i -> i < said.size(), i -> i + 1)
            .anyMatch(i -> said.get(i).asText().equals(type))
        : said.asText(type).equals(type);
  }
}
