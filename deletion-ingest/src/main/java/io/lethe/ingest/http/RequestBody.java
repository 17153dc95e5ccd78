// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.schemas.DeletionRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the body of {@code POST /v1/deletions}: {@code {"subjectId": "…", "requestId": UUID?,
 * "tenant": "…"?, "model": "…"?, "deadline": ISO-8601 instant?}}. The same rules as on Kafka.
 */
final class RequestBody {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> FIELDS =
      Set.of("requestId", "tenant", "subjectId", "model", "deadline");

  private RequestBody() {}

  static DeletionRequest parse(byte[] body, Instant now) throws BadRequestException {
    JsonNode root = tree(body);
    List<String> broken = new ArrayList<>();
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                broken.add("a field is none of " + FIELDS.stream().sorted().toList());
              } else if (!root.get(name).isTextual() && !root.get(name).isNull()) {
                broken.add(name + " must be a string");
              }
            });
    Optional<Instant> deadline = text(root, "deadline").flatMap(text -> deadline(text, broken));
    if (!broken.isEmpty()) {
      throw new BadRequestException(broken);
    }
    DeletionRequest request =
        DeletionRequest.newBuilder()
            .setRequestId(
                text(root, "requestId")
                    .orElseGet(() -> UUID.randomUUID().toString())
                    .toLowerCase(Locale.ROOT))
            .setTenant(text(root, "tenant").orElse("default"))
            .setSubjectId(text(root, "subjectId").orElse(""))
            .setModel(text(root, "model").orElse(null))
            .setRequestedAt(now)
            .setDeadline(deadline.orElse(null))
            .setExtensions(Map.of())
            .build();
    List<String> rules = RequestRules.broken(request, now);
    if (!rules.isEmpty()) {
      throw new BadRequestException(rules);
    }
    return request;
  }

  private static JsonNode tree(byte[] body) throws BadRequestException {
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (IOException e) {
      throw notAnObject();
    }
    if (root == null || !root.isObject()) {
      throw notAnObject();
    }
    return root;
  }

  private static BadRequestException notAnObject() {
    return new BadRequestException(List.of("the body must be a JSON object with a subjectId"));
  }

  private static Optional<Instant> deadline(String text, List<String> broken) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      broken.add("deadline must be an instant such as 2026-01-31T00:00:00Z");
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode root, String field) {
    return Optional.ofNullable(root.get(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }
}
