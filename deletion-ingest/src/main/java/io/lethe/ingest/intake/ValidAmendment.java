// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.schemas.AmendmentKind;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An amendment that passed the intake: what is asked about a request after it.
 *
 * @param amendmentId UUID in lower case, unique within its request
 * @param tenant tenant of the request
 * @param requestId UUID of the request in lower case
 * @param kind what is asked
 * @param deadline the new one that an extension names, null for the latest possible
 * @param reason why
 * @param decidedBy whose word it is
 * @param receivedAt when the broker took it
 * @param contentDigest SHA-256 over what makes two amendments equal
 * @param source where it came from
 */
public record ValidAmendment(
    String amendmentId,
    String tenant,
    String requestId,
    AmendmentKind kind,
    @Nullable Instant deadline,
    String reason,
    String decidedBy,
    Instant receivedAt,
    String contentDigest,
    SourceRecord source) {

  /** Checks presence, and that an extension alone names a deadline. */
  public ValidAmendment {
    Objects.requireNonNull(amendmentId, "amendmentId");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(decidedBy, "decidedBy");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(contentDigest, "contentDigest");
    Objects.requireNonNull(source, "source");
    if (kind == AmendmentKind.UNKNOWN || (deadline != null && kind != AmendmentKind.EXTEND)) {
      throw new IllegalArgumentException(
          "an amendment has a known kind, and EXTEND alone a deadline, found: " + kind);
    }
  }

  /**
   * The identity of the request that it is about.
   *
   * @return tenant/requestId
   */
  public String requestKey() {
    return tenant + "/" + requestId;
  }

  /**
   * The new deadline that it names.
   *
   * @return empty for the latest possible, and for all but extensions
   */
  public Optional<Instant> namedDeadline() {
    return Optional.ofNullable(deadline);
  }
}
