// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.lethe.domain.text.TextLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the schema out of a call's body. */
final class PostedSchema {
  /** A schema of the longest text with every character escaped, and what stands around it. */
  static final int MAX_BODY_BYTES = 2 * TextLimit.SCHEMA.characters() + 4_096;

  private static final Set<String> CONTENT_TYPES =
      Set.of(
          "application/vnd.schemaregistry.v1+json",
          "application/vnd.schemaregistry+json",
          "application/json");

  /** What would change a schema's meaning, and is not kept here. */
  private static final List<String> NOT_KEPT = List.of("references", "metadata", "ruleSet");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PostedSchema() {}

  /**
   * The schema in a body such as {@code {"schema": "{\"type\": \"record\", ...}"}}.
   *
   * @throws RefusedCallException if the body holds no Avro schema
   */
  static Schema in(Context http) {
    requireJson(http.contentType());
    JsonNode body = parsed(bytes(http));
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
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      // Avro's parser has no one exception: a name that it does not know is a NullPointerException
      throw invalid("schema is none of Avro's: " + e.getMessage());
    }
  }

  private static void requireJson(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.replaceFirst(";.*", "").strip();
    if (!CONTENT_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw new RefusedCallException(
          Fault.UNSUPPORTED_CONTENT,
          "Content-Type must be one of "
              + CONTENT_TYPES.stream().sorted().toList()
              + ", not '"
              + TextLimit.QUOTE.cut(type)
              + "'");
    }
  }

  private static byte[] bytes(Context http) {
    try {
      byte[] bytes = http.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw new RefusedCallException(
            Fault.TOO_LARGE, "The body must have at most " + MAX_BODY_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("The body did not arrive whole", e);
    }
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      JsonNode body = MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
      if (body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      throw new RefusedCallException(
          Fault.MALFORMED, "The body is no JSON: " + e.getOriginalMessage());
    }
    throw new RefusedCallException(
        Fault.MALFORMED, "The body must be a JSON object with the field schema");
  }

  private static RefusedCallException invalid(String why) {
    return new RefusedCallException(Fault.INVALID_SCHEMA, "Invalid schema: " + why);
  }
}
