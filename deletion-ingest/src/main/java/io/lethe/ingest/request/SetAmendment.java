// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.ValidAmendment;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.schemas.AmendmentKind;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An amendment as one model's forget sets see it.
 *
 * @param amendmentId the amendment
 * @param requestKey tenant/requestId
 * @param subjectKey the subject of the request
 * @param kind what is asked
 * @param words whose word it is and why
 * @param deadline the case's new deadline where it is extended, else null
 * @param hasCase whether the request is known to have a case with the model; else it is told in
 *     case an offer of the standing order is on its way
 */
public record SetAmendment(
    String amendmentId,
    String requestKey,
    String subjectKey,
    AmendmentKind kind,
    String words,
    @Nullable Instant deadline,
    boolean hasCase) {
  /** Checks presence, and that an extension alone has a deadline. */
  public SetAmendment {
    Objects.requireNonNull(amendmentId, "amendmentId");
    Objects.requireNonNull(requestKey, "requestKey");
    Objects.requireNonNull(subjectKey, "subjectKey");
    Objects.requireNonNull(words, "words");
    if ((kind == AmendmentKind.EXTEND) != (deadline != null)) {
      throw new IllegalArgumentException("EXTEND alone has a deadline, found with: " + kind);
    }
  }

  /** Whether it ends the request. */
  boolean ends() {
    return kind == AmendmentKind.WITHDRAW;
  }

  /** What is told instead where no case may open any more: what is kept of the request goes. */
  SetAmendment dropped() {
    return new SetAmendment(
        amendmentId, requestKey, subjectKey, AmendmentKind.WITHDRAW, words, null, hasCase);
  }

  static SetAmendment of(
      ValidAmendment amendment, ValidRequest request, Optional<Instant> deadline, boolean hasCase) {
    return new SetAmendment(
        amendment.amendmentId(),
        request.key(),
        request.subjectKey(),
        amendment.kind(),
        Amendment.words(amendment),
        deadline.orElse(null),
        hasCase);
  }
}
