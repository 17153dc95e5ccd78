// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.job.TestFigures;
import io.lethe.domain.policy.Measured;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.gate.ForgottenPeople;
import io.lethe.verifier.gate.GateEvidence;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a stand-in says of the forget set beside unseen samples, of which it saw neither. To be
 * believed it must have learned something: its test accuracy a, the parent's p and g, that of a
 * guess (the share of the largest class), have to keep to
 *
 * <pre>a - g &gt;= {@value #LEAST_SKILL} (p - g),    a &gt; g + 2 sqrt(g (1 - g) / n)
 * </pre>
 *
 * of n test samples, else there is no interval and nothing can be told.
 *
 * @param margin d in the stand-in
 * @param distance Kolmogorov-Smirnov distance in the stand-in
 */
record StandInEvidence(Evidence margin, Evidence distance) {

  static final double LEAST_SKILL = 0.5;

  /**
   * Of a stand-in.
   *
   * @param said its outputs
   * @param parentAccuracy on the test split
   * @param set who is to be forgotten
   * @param images the registered dataset
   */
  static StandInEvidence of(
      Evaluation said, double parentAccuracy, ForgottenPeople set, Dataset images) {
    double accuracy = said.testFigures().map(TestFigures::accuracy).orElse(0.0);
    double guess = guess(images);
    double chance = 2 * Math.sqrt(guess * (1 - guess) / images.ordinals(Split.TEST).length);
    boolean skilled =
        accuracy > guess + chance && accuracy - guess >= LEAST_SKILL * (parentAccuracy - guess);
    String note =
        String.format(
            Locale.ROOT,
            "a small network that saw neither gets %.3f of the test samples right (the parent %.3f)%s",
            accuracy,
            parentAccuracy,
            skilled ? "" : ": too few to be believed");
    return new StandInEvidence(
        noted(GateEvidence.known(said.marks().margin(), set), skilled, note),
        noted(GateEvidence.known(said.marks().distance(), set), skilled, note));
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
