// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.TenantName;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.kit.access.Caller;
import io.lethe.schemas.DeletionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the fields of a request: {@code {"subjectId": "…", "requestId": UUID?, "tenant": "…"?,
 * "model": "…"?, "deadline": ISO-8601 instant?, "ground": "art17_1_…"?, "note": "…"?, "decidedBy":
 * "…"?}}. The same rules as on Kafka.
 *
 * @param keys make ids of keys
 * @param now when it is asked
 * @param caller who asks; a requester's own tenant stands where none is named
 */
record RequestBody(SubjectKeys keys, Instant now, Caller caller) {
  private static final String FOREIGN = "tenant is not the token's; leave it out, or name your own";
  private static final Set<String> FIELDS =
      Set.of(
          "requestId", "tenant", "subjectId", "model", "deadline", "ground", "note", "decidedBy");

  /**
   * A request.
   *
   * @param key what names it, if not an id of its own
   * @throws RefusedException naming every broken rule
   */
  DeletionRequest read(ObjectNode root, Optional<RequestKey> key) throws RefusedException {
    JsonFields fields = new JsonFields(root, FIELDS);
    if (key.isPresent() && root.hasNonNull("requestId")) {
      fields.breaks("requestId must be left out where a key or an event names the request");
    }
    Optional<Instant> deadline = fields.instant("deadline");
    fields.requireWhole();
    String tenant = fields.text("tenant").or(caller::tenant).orElse(TenantName.DEFAULT);
    if (!caller.mayActFor(tenant)) {
      throw new RefusedException(403, List.of(FOREIGN));
    }
    String own = fields.text("requestId").orElseGet(() -> UUID.randomUUID().toString());
    DeletionRequest request =
        DeletionRequest.newBuilder()
            .setRequestId(
                key.map(name -> name.requestId(keys, tenant)).orElse(own).toLowerCase(Locale.ROOT))
            .setTenant(tenant)
            .setSubjectId(fields.text("subjectId").orElse(""))
            .setModel(fields.text("model").orElse(null))
            .setRequestedAt(now)
            .setDeadline(deadline.orElse(null))
            .setGround(fields.text("ground").orElse(null))
            .setNote(fields.text("note").orElse(null))
            .setDecidedBy(fields.text("decidedBy").orElse(null))
            .setExtensions(Map.of())
            .build();
    List<String> rules = RequestRules.broken(request, now);
    if (!rules.isEmpty()) {
      throw new RefusedException(400, rules);
    }
    return request;
  }
}
