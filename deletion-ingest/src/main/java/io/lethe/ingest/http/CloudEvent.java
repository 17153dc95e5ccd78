// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.text.TextLimit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
    ObjectNode root = RequestJson.object(body);
    boolean isJson =
        !root.hasNonNull("datacontenttype")
            || text(root, "datacontenttype").equals(Optional.of(JSON));
    if (root.has("data_base64") || !isJson || !(root.get("data") instanceof ObjectNode data)) {
      throw RefusedException.badRequest(RULE);
    }
    return of(name -> text(root, name), data);
  }

  /**
   * An event whose attributes are headers, and whose data is the body.
   *
   * @throws RefusedException if it is none, or another event
   */
  static CloudEvent binary(Map<String, String> headers, byte[] body) throws RefusedException {
    return of(
        name ->
            headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(PREFIX + name))
                .flatMap(header -> decoded(header.getValue()).stream())
                .findFirst(),
        RequestJson.object(body));
  }

  private static CloudEvent of(Function<String, Optional<String>> attribute, ObjectNode data)
      throws RefusedException {
    Optional<String> source =
        attribute.apply("source").filter(text -> isGiven(text, TextLimit.ADDRESS));
    Optional<String> id = attribute.apply("id").filter(text -> isGiven(text, TextLimit.KEY));
    if (!attribute.apply("specversion").equals(Optional.of("1.0"))
        || !attribute.apply("type").equals(Optional.of(TYPE))
        || source.isEmpty()
        || id.isEmpty()) {
      throw RefusedException.badRequest(RULE);
    }
    return new CloudEvent(RequestKey.ofEvent(source.get(), id.get()), data);
  }

  private static boolean isGiven(String text, TextLimit limit) {
    return !text.isBlank() && limit.holds(text);
  }

  private static boolean isAttribute(String header) {
    return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  private static Optional<String> text(ObjectNode event, String name) {
    return Optional.ofNullable(event.get(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /** Percent-encoded, as the binding to HTTP says; a plus is a plus. */
  private static Optional<String> decoded(String value) {
    try {
      return Optional.of(URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
