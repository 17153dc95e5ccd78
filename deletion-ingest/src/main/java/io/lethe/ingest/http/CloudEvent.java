// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.text.TextLimit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event of CloudEvents 1.0 that asks for a deletion: its data is the request, its source and id
 * name it. Attributes beyond those that are needed are passed over, as the specification wants.
 *
 * @param key names the request
 * @param data the request's fields
 */
record CloudEvent(RequestKey key, ObjectNode data) {
  /** The content type of an event with its attributes in the body. */
  static final String STRUCTURED = "application/cloudevents+json";

  /** The one type that is a request: no other event may erase anybody. */
  static final String TYPE = "io.lethe.deletion.requested";

  private static final String PREFIX = "ce-";
  private static final String JSON = "application/json";
  private static final String RULE =
      "an event must have specversion 1.0, type "
          + TYPE
          + ", a source of "
          + TextLimit.ADDRESS.rule()
          + ", an id of "
          + TextLimit.KEY.rule()
          + ", and as data a JSON object with a subjectId";

  /** Whether headers carry an event's attributes. */
  static boolean isBinary(Map<String, String> headers) {
    return headers.keySet().stream().anyMatch(CloudEvent::isAttribute);
  }

  /**
   * An event in the body.
   *
   * @throws RefusedException if it is none, or another event
   */
  static CloudEvent structured(byte[] body) throws RefusedException {
    ObjectNode root = StrictJson.object(body);
    String contentType = text(root.get("datacontenttype"));
    if (root.has("data_base64")
        || !(root.get("data") instanceof ObjectNode data)
        || (root.hasNonNull("datacontenttype") && !JSON.equals(contentType))) {
      throw RefusedException.badRequest(RULE);
    }
    return of(name -> text(root.get(name)), data);
  }

  /**
   * An event whose attributes are headers, and whose data is the body.
   *
   * @throws RefusedException if it is none, or another event
   */
  static CloudEvent binary(Map<String, String> headers, byte[] body) throws RefusedException {
    Function<String, @Nullable String> attribute =
        name ->
            headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(PREFIX + name))
                .map(header -> decoded(header.getValue()))
                .findFirst()
                .orElse(null);
    return of(attribute, StrictJson.object(body));
  }

  private static CloudEvent of(Function<String, @Nullable String> attribute, ObjectNode data)
      throws RefusedException {
    String source = attribute.apply("source");
    String id = attribute.apply("id");
    if (!"1.0".equals(attribute.apply("specversion"))
        || !TYPE.equals(attribute.apply("type"))
        || !isGiven(source, TextLimit.ADDRESS)
        || !isGiven(id, TextLimit.KEY)) {
      throw RefusedException.badRequest(RULE);
    }
    return new CloudEvent(RequestKey.ofEvent(source, id), data);
  }

  private static boolean isGiven(@Nullable String text, TextLimit limit) {
    return text != null && !text.isBlank() && limit.holds(text);
  }

  private static boolean isAttribute(String header) {
    return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node != null && node.isTextual() ? node.asText() : null;
  }

  /** Percent-encoded, as the binding to HTTP says; a plus is a plus. */
  private static @Nullable String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
