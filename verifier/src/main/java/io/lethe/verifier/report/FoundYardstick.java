// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.measure.Beside;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.References;
import io.lethe.learning.dataset.Dataset;
import io.lethe.verifier.gate.ForgottenPeople;
import java.util.Locale;

/**
 * What a candidate is held against: reference models where they tell at least {@value #LEAST_FIT}
 * of the variance of what its parent says of samples never seen and, where it was not trained anew,
 * of what it says itself; else those samples.
 *
 * @param references none where they do not fit
 * @param fit of the parent, or of the candidate where they tell less of that and it counts
 * @param standIn how a model comes out by this yardstick that never saw the set
 * @param note says which it is
 */
record FoundYardstick(References references, double fit, StandInEvidence standIn, String note) {

  static final double LEAST_FIT = 0.5;

  /**
   * The yardstick of a candidate.
   *
   * @param parent beside it
   * @param references that may be asked
   * @param isRetrained whether it says that it was trained anew: then its parent decides alone, for
   *     unseen samples may ask less of it
   * @param set who is to be forgotten
   * @param images the registered dataset
   */
  static FoundYardstick of(
      Evaluation candidate,
      Beside parent,
      References references,
      boolean isRetrained,
      ForgottenPeople set,
      Dataset images) {
    double fit =
        isRetrained
            ? parent.fit(references)
            : Math.min(parent.fit(references), candidate.fit(references));
    boolean fits = fit >= LEAST_FIT;
    return new FoundYardstick(
        fits ? references : References.none(),
        fit,
        StandInEvidence.of(
            candidate.standIn(references, fits), parent.unseenAccuracy(), set, images),
        String.format(
            Locale.ROOT,
            fits
                ? "beside %d small networks that never saw these (fit %.2f)"
                : "beside samples never seen: %d small networks fit too badly (%.2f)",
            references.models(),
            fit));
  }

  /**
   * The yardstick of a retraining, which no criterion holds to whether it is right for the set:
   * unseen samples, too, where the networks do not agree about that.
   */
  FoundYardstick ofRetraining(Gate gate) {
    return references.models() == 0 || agrees(gate)
        ? this
        : new FoundYardstick(
            References.none(),
            fit,
            standIn,
            "beside samples never seen: small networks do not agree about these, or learned too little");
  }

  /** Whether a model that never saw the set comes out by it as one should. */
  boolean agrees(Gate gate) {
    return gate.agree(standIn.margin().candidate(), standIn.distance().candidate());
  }
}
