// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/**
 * Schemas as text. What goes to a registry has no Java-only properties, so that a schema that
 * another language registered is the same schema, with the same id.
 */
final class SchemaText {

  static final ObjectMapper JSON = new ObjectMapper();
  private static final String JAVA_STRING = "avro.java.string";
  private static final String DEFAULT = "default";

  private SchemaText() {}

  static String of(Schema schema) {
    try {
      return JSON.writeValueAsString(withoutJava(JSON.readTree(schema.toString())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Avro wrote a schema that is no JSON", e);
    }
  }

  /** What one registry holds under an id. */
  static Schema parse(String text, int id, String registry) {
    try {
      return parse(text);
    } catch (SchemaRegistryException e) {
      throw new UnreadableSchemaException(id, registry, e);
    }
  }

  static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      // Avro's parser has no one exception: a name that it does not know is a NullPointerException
      throw new SchemaRegistryException("The registry holds a schema that Avro cannot read", e);
    }
  }

  /** A default is a value, which may look like a schema. */
  private static JsonNode withoutJava(JsonNode node) {
    if (node.isArray()) {
      var array = JSON.createArrayNode();
      node.forEach(each -> array.add(withoutJava(each)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = JSON.createObjectNode();
    for (var entry : node.properties()) {
      if (entry.getKey().equals(DEFAULT)) {
        object.set(DEFAULT, entry.getValue());
      } else if (!entry.getKey().equals(JAVA_STRING)) {
        object.set(entry.getKey(), withoutJava(entry.getValue()));
      }
    }
    boolean bareString = object.size() == 1 && "string".equals(object.path("type").textValue());
    return bareString ? object.get("type") : object;
  }
}
