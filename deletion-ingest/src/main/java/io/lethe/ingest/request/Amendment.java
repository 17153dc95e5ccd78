// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.domain.text.TextLimit;
import io.lethe.ingest.intake.ValidAmendment;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.AmendmentOutcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An amendment that a request's row has taken, and what the models made of it.
 *
 * @param amendment what was asked
 * @param outcome what became of it
 * @param rule why a model did not take it, null where none refused
 */
public record Amendment(ValidAmendment amendment, Outcome outcome, @Nullable String rule) {

  /** What became of an amendment. */
  public enum Outcome {
    /** A model has yet to answer. */
    OPEN,
    /** It holds. */
    TAKEN,
    /** It holds, but not with all models. */
    PARTLY,
    /** It was foreseen to hold, and its model had gone on meanwhile. */
    REFUSED
  }

  /** Checks presence. */
  public Amendment {
    Objects.requireNonNull(amendment, "amendment");
    Objects.requireNonNull(outcome, "outcome");
  }

  AmendmentKind kind() {
    return amendment.kind();
  }

  /** The same with a model's answer. */
  Amendment answered(AmendmentAnswer answer) {
    String refusal = answer.rule();
    if (refusal == null) {
      return new Amendment(
          amendment,
          outcome == Outcome.OPEN
              ? Outcome.TAKEN
              : outcome == Outcome.REFUSED ? Outcome.PARTLY : outcome,
          rule);
    }
    String told = answer.model() + ": " + refusal;
    boolean refusedByAll = outcome == Outcome.OPEN || outcome == Outcome.REFUSED;
    return new Amendment(
        amendment,
        refusedByAll ? Outcome.REFUSED : Outcome.PARTLY,
        TextLimit.REASON.cut(rule == null ? told : rule + "; " + told));
  }

  /** As it is told with the request's state. */
  AmendmentOutcome told() {
    return AmendmentOutcome.newBuilder()
        .setAmendmentId(amendment.amendmentId())
        .setKind(kind().name())
        .setOutcome(outcome.name())
        .setReason(amendment.reason())
        .setDecidedBy(amendment.decidedBy())
        .setDeadline(amendment.deadline())
        .setRule(rule)
        .setReceivedAt(amendment.receivedAt())
        .build();
  }

  /** Whose word it is and why, as states say it. */
  static String words(ValidAmendment amendment) {
    return "by " + amendment.decidedBy() + ": " + amendment.reason();
  }
}
