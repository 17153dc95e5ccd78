// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.policy.Measured;
import io.lethe.evaluation.measure.StandIn;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.gate.ForgottenPeople;
import io.lethe.verifier.gate.GateEvidence;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How a small network that never saw the forget set comes out by a candidate's yardstick. To be
 * believed such networks must have learned something: their mean accuracy a on samples never seen,
 * the parent's p and g, that of a guess (the test split's share of the largest class), have to keep
 * to
 *
 * <pre>a - g &gt;= {@value #LEAST_SKILL} (p - g),    a &gt; g + 2 sqrt(g (1 - g) / n)
 * </pre>
 *
 * of n test samples, else there is no interval and nothing can be told.
 *
 * <p>Why: docs/decisions/0030-a-stand-in-says-who-looks-like-random-people.md.
 *
 * @param margin d of the stand-in
 * @param distance Kolmogorov-Smirnov distance of the stand-in
 */
record StandInEvidence(Evidence margin, Evidence distance) {

  static final double LEAST_SKILL = 0.5;

  /**
   * Of a stand-in.
   *
   * @param parentAccuracy on the samples never seen
   * @param set who is to be forgotten
   * @param images the registered dataset
   */
  static StandInEvidence of(
      StandIn said, double parentAccuracy, ForgottenPeople set, Dataset images) {
    double accuracy = said.accuracy();
    double guess = guess(images);
    double chance = 2 * Math.sqrt(guess * (1 - guess) / images.ordinals(Split.TEST).length);
    boolean skilled =
        accuracy > guess + chance && accuracy - guess >= LEAST_SKILL * (parentAccuracy - guess);
    String note =
        String.format(
            Locale.ROOT,
            "small networks get %.3f of the samples right that nobody saw (the parent %.3f)%s",
            accuracy,
            parentAccuracy,
            skilled ? "" : ": too few to be believed");
    return new StandInEvidence(
        noted(GateEvidence.known(said.margin(), set), skilled, note),
        noted(GateEvidence.known(said.distance(), set), skilled, note));
  }

  private static Evidence noted(Evidence found, boolean believed, String note) {
    Measured value = found.candidate();
    return new Evidence(
        found.n(),
        believed ? value : new Measured(value.value(), Double.NaN, Double.NaN),
        found.control(),
        note);
  }

  private static double guess(Dataset images) {
    int[] test = images.ordinals(Split.TEST);
    long[] counts = new long[images.classes()];
    for (int label : images.labels(test)) {
      counts[label]++;
    }
    return (double) IntStream.range(0, counts.length).mapToLong(i -> counts[i]).max().orElse(0)
        / test.length;
  }
}
