// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fields of a JSON object, all of them texts, and the rules that they break. */
public final class JsonFields {
  private final ObjectNode root;
  private final Set<String> broken = new LinkedHashSet<>();

  /** Looks at each field; others than these are none. */
  public JsonFields(ObjectNode root, Set<String> names) {
    this.root = root;
    root.properties().forEach(field -> check(field.getKey(), field.getValue(), names));
  }

  private void check(String name, JsonNode value, Set<String> names) {
    if (!names.contains(name)) {
      broken.add("a field is none of " + names.stream().sorted().toList());
    } else if (!value.isTextual() && !value.isNull()) {
      broken.add(name + " must be a string");
    } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(value.asText())) {
      broken.add(name + " must be Unicode text; it holds half a character");
    }
  }

  /** One more rule is broken. */
  public void breaks(String rule) {
    broken.add(rule);
  }

  /** A field's text. */
  public Optional<String> text(String field) {
    return Optional.ofNullable(root.get(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /** In milliseconds, as records hold it. */
  public Optional<Instant> instant(String field) {
    return text(field)
        .flatMap(
            text -> {
              try {
                return Optional.of(Instant.parse(text).truncatedTo(ChronoUnit.MILLIS));
              } catch (DateTimeParseException e) {
                breaks(field + " must be an instant such as 2030-01-31T00:00:00Z");
                return Optional.empty();
              }
            });
  }

  /**
   * Returns where no rule is broken.
   *
   * @throws RefusedException naming every one that is
   */
  public void requireWhole() throws RefusedException {
    if (!broken.isEmpty()) {
      throw new RefusedException(400, List.copyOf(broken));
    }
  }
}
