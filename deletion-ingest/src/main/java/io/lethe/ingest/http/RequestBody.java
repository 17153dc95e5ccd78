// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.kit.access.Caller;
import io.lethe.schemas.DeletionRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the fields of a request: {@code {"subjectId": "…", "requestId": UUID?, "tenant": "…"?,
 * "model": "…"?, "deadline": ISO-8601 instant?}}. The same rules as on Kafka.
 *
 * @param keys make ids of keys
 * @param now when it is asked
 * @param caller who asks; a requester's own tenant stands where none is named
 */
record RequestBody(SubjectKeys keys, Instant now, Caller caller) {
  private static final String FOREIGN = "tenant is not the token's; leave it out, or name your own";
  private static final Set<String> FIELDS =
      Set.of("requestId", "tenant", "subjectId", "model", "deadline");

  /**
   * A request.
   *
   * @param key what names it, if not an id of its own
   * @throws RefusedException naming every broken rule
   */
  DeletionRequest read(ObjectNode root, Optional<RequestKey> key) throws RefusedException {
    Set<String> broken = new LinkedHashSet<>();
    root.properties().forEach(field -> field(field.getKey(), field.getValue(), broken));
    if (key.isPresent() && root.hasNonNull("requestId")) {
      broken.add("requestId must be left out where a key or an event names the request");
    }
    Optional<Instant> deadline = text(root, "deadline").flatMap(text -> deadline(text, broken));
    if (!broken.isEmpty()) {
      throw new RefusedException(400, List.copyOf(broken));
    }
    String tenant = text(root, "tenant").or(caller::tenant).orElse("default");
    if (!caller.mayActFor(tenant)) {
      throw new RefusedException(403, List.of(FOREIGN));
    }
    String own = text(root, "requestId").orElseGet(() -> UUID.randomUUID().toString());
    DeletionRequest request =
        DeletionRequest.newBuilder()
            .setRequestId(
                key.map(name -> name.requestId(keys, tenant)).orElse(own).toLowerCase(Locale.ROOT))
            .setTenant(tenant)
            .setSubjectId(text(root, "subjectId").orElse(""))
            .setModel(text(root, "model").orElse(null))
            .setRequestedAt(now)
            .setDeadline(deadline.orElse(null))
            .setExtensions(Map.of())
            .build();
    List<String> rules = RequestRules.broken(request, now);
    if (!rules.isEmpty()) {
      throw new RefusedException(400, rules);
    }
    return request;
  }

  private static void field(String name, JsonNode value, Set<String> broken) {
    if (!FIELDS.contains(name)) {
      broken.add("a field is none of " + FIELDS.stream().sorted().toList());
    } else if (!value.isTextual() && !value.isNull()) {
      broken.add(name + " must be a string");
    } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(value.asText())) {
      broken.add(name + " must be Unicode text; it holds half a character");
    }
  }

  private static Optional<Instant> deadline(String text, Set<String> broken) {
    try {
      // In milliseconds, as records hold it.
      return Optional.of(Instant.parse(text).truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeParseException e) {
      broken.add("deadline must be an instant such as 2030-01-31T00:00:00Z");
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode root, String field) {
    return Optional.ofNullable(root.get(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }
}
