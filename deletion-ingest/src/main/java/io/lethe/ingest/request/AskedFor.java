// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.ValidAmendment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for about a request, taken or not: which of it was taken follows from whether its
 * subject was found, and who sent it is shown this.
 *
 * @param withdrawalAt when its withdrawal first was; null where it was not
 * @param extensionUntil until when its first extension that keeps the rules was, by the deadline
 *     that its sender is shown; null where none was
 */
public record AskedFor(@Nullable Instant withdrawalAt, @Nullable Instant extensionUntil) {

  static AskedFor nothing() {
    return new AskedFor(null, null);
  }

  /**
   * With one more amendment.
   *
   * @param deadline the one that its sender is shown
   */
  AskedFor and(ValidAmendment amendment, Instant deadline) {
    return switch (amendment.kind()) {
      case WITHDRAW ->
          withdrawalAt == null ? new AskedFor(amendment.receivedAt(), extensionUntil) : this;
      case EXTEND -> extensionUntil == null ? extended(amendment, deadline) : this;
      case HOLD, RELEASE_HOLD, UNKNOWN -> this;
    };
  }

  private AskedFor extended(ValidAmendment amendment, Instant deadline) {
    Instant next = amendment.namedDeadline().orElseGet(() -> AmendmentRules.latest(deadline));
    return AmendmentRules.mayExtend(deadline, next, amendment.receivedAt())
        ? new AskedFor(withdrawalAt, next)
        : this;
  }
}
