// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.lethe.domain.json.MalformedJsonException;
import io.lethe.domain.json.StrictJson;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.registry.SchemaBounds;
import io.lethe.schemas.registry.UnboundedSchemaException;
import java.util.List;
import org.apache.avro.Schema;

/** Reads the schema out of a call's body. */
final class PostedSchema {
  /** A schema of the longest text with every character escaped, and what stands around it. */
  static final int MAX_BODY_BYTES = 2 * TextLimit.SCHEMA.characters() + 4_096;

  /** What would change a schema's meaning, and is not kept here. */
  private static final List<String> NOT_KEPT = List.of("references", "metadata", "ruleSet");

  private PostedSchema() {}

  /**
   * The schema in a body such as {@code {"schema": "{\"type\": \"record\", ...}"}}.
   *
   * @throws RefusedCallException if the body holds no Avro schema, or one that asks too much of its
   *     reader
   */
  static Schema in(Context http) {
    JsonNode body = parsed(http.bodyAsBytes());
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw invalid("schemaType must be AVRO, not " + TextLimit.QUOTE.cut(type));
    }
    for (String field : NOT_KEPT) {
      if (!body.path(field).isEmpty()) {
        throw invalid(field + " must be empty: this registry keeps whole Avro schemas alone");
      }
    }
    String text = body.path("schema").asText();
    if (!body.path("schema").isTextual() || text.isBlank()) {
      throw invalid("schema must be the schema's JSON as a text");
    }
    if (!TextLimit.SCHEMA.holds(text)) {
      throw invalid("schema must have " + TextLimit.SCHEMA.rule() + ", not " + text.length());
    }
    try {
      Schema schema = new Schema.Parser().parse(text);
      SchemaBounds.require(schema);
      return schema;
    } catch (UnboundedSchemaException e) {
      throw invalid("no service reads what is written with it: " + e.getMessage());
    } catch (RuntimeException e) {
      // Avro's parser has no one exception: a name that it does not know is a NullPointerException
      throw invalid("schema is none of Avro's: " + e.getMessage());
    }
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      return StrictJson.object(bytes, MAX_BODY_BYTES);
    } catch (MalformedJsonException e) {
      throw new RefusedCallException(
          Fault.MALFORMED,
          "The body must be one JSON object with the field schema: " + e.getMessage());
    }
  }

  private static RefusedCallException invalid(String why) {
    return new RefusedCallException(Fault.INVALID_SCHEMA, "Invalid schema: " + why);
  }
}
