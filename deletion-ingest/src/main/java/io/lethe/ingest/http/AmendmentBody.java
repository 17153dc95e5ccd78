// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the fields of an amendment: {@code {"reason": "…", "decidedBy": "…", "amendmentId": UUID?,
 * "decidedAt": ISO-8601 instant?}}, and {@code "deadline"} of an extension. The same rules as on
 * Kafka.
 *
 * @param tenant of the request
 * @param requestId of the request
 * @param kind what is asked
 * @param now when it is asked
 */
record AmendmentBody(String tenant, String requestId, AmendmentKind kind, Instant now) {
  private static final Set<String> FIELDS =
      Set.of("reason", "decidedBy", "amendmentId", "decidedAt", "deadline");

  /**
   * An amendment.
   *
   * @param key what names it, if not an id of its own
   * @param keys make ids of keys
   * @throws RefusedException naming every broken rule
   */
  DeletionAmendment read(ObjectNode root, Optional<RequestKey> key, SubjectKeys keys)
      throws RefusedException {
    JsonFields fields = new JsonFields(root, FIELDS);
    Optional<Instant> deadline = fields.instant("deadline");
    Optional<Instant> decided = fields.instant("decidedAt");
    Optional<String> own = fields.text("amendmentId");
    if (key.isPresent() && own.isPresent()) {
      fields.breaks("amendmentId must be left out where a key names the amendment");
    }
    fields.requireWhole();
    String id =
        key.map(name -> name.ofAmendment(requestId).requestId(keys, tenant))
            .or(() -> own)
            .orElseGet(() -> UUID.randomUUID().toString());
    DeletionAmendment amendment =
        DeletionAmendment.newBuilder()
            .setAmendmentId(id.toLowerCase(Locale.ROOT))
            .setTenant(tenant)
            .setRequestId(requestId)
            .setKind(kind)
            .setDeadline(deadline.orElse(null))
            .setReason(fields.text("reason").orElse(""))
            .setDecidedBy(fields.text("decidedBy").orElse(""))
            .setDecidedAt(decided.orElse(now))
            .setExtensions(Map.of())
            .build();
    List<String> rules = AmendmentRules.broken(amendment, now);
    if (!rules.isEmpty()) {
      throw new RefusedException(400, rules);
    }
    return amendment;
  }
}
