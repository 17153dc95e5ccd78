// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.Measured;
import io.lethe.evaluation.measure.AttackOutcome;
import io.lethe.evaluation.measure.Comparison;
import io.lethe.evaluation.measure.Marks;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.Interval;
import io.lethe.evaluation.metrics.Proportion;
import java.util.EnumMap;
import java.util.Map;

/** Everything that a gate may ask of a candidate. */
public final class GateEvidence {

  /**
   * Fewer rows make no attacker. A tree of {@link io.lethe.evaluation.attack.GradientBoosting}
   * splits from 40 drawn rows on, 20 a leaf; of 100 rows a fold of five leaves 80, of which each
   * tree draws 64. An attacker that cannot split calls all samples the same, and every gap is zero.
   */
  static final int MIN_ATTACK_ROWS = 100;

  private final Map<GateCriterion, Evidence> evidence = new EnumMap<>(GateCriterion.class);

  private GateEvidence() {}

  /** What there is for a criterion; undefined where nothing was measured. */
  Evidence of(GateCriterion criterion) {
    return evidence.getOrDefault(criterion, Evidence.of(0, Measured.undefined()));
  }

  /**
   * The evidence of one candidate.
   *
   * @param measured its accuracies and attackers
   * @param marks how far it marks the forget set
   * @param parent the parent on the same samples
   * @param root the root's accuracy on the same test split, from its signed baseline
   * @param set who is to be forgotten
   * @param kernelCosine the largest cosine of its kernels to the parent's; NaN where not asked
   */
  public static GateEvidence of(
      Measurements measured,
      Marks marks,
      Comparison parent,
      Proportion root,
      ForgottenPeople set,
      double kernelCosine) {
    GateEvidence all = new GateEvidence();
    all.forgetting(marks, parent.marks(), set);
    all.attacks(measured, set);
    all.accuracy(measured.test(), parent.test(), root);
    all.outputs(marks, parent, Math.round(measured.test().n()));
    all.put(GateCriterion.KERNEL_COSINE, Evidence.of(1, Measured.exactly(kernelCosine)));
    return all;
  }

  /**
   * With what became of the sets that the lineage forgot before.
   *
   * @param samples of them that were measured; 0 where there are none
   * @param rise see {@link io.lethe.evaluation.measure.Evaluation#surestRise}
   */
  public GateEvidence withEarlier(long samples, Estimate rise) {
    put(GateCriterion.EARLIER_MARGIN_RISE, Evidence.of(samples, measured(rise)));
    return this;
  }

  private void put(GateCriterion criterion, Evidence found) {
    evidence.put(criterion, found);
  }

  private void forgetting(Marks mine, Marks parents, ForgottenPeople set) {
    long n = set.samples();
    put(
        GateCriterion.FORGET_ACCURACY_GAP,
        new Evidence(n, measured(mine.accuracyGap()), measured(parents.accuracyGap())));
    put(
        GateCriterion.FORGET_MARGIN,
        new Evidence(n, measured(mine.margin()), measured(parents.margin())));
    put(
        GateCriterion.FORGET_MARGIN_KEPT,
        new Evidence(
            n, kept(mine.margin(), parents.margin()), kept(parents.margin(), parents.margin())));
    put(
        GateCriterion.FORGET_DISTANCE,
        new Evidence(n, measured(mine.distance()), measured(parents.distance())));
    double natural = Math.max(1, parents.people().value());
    put(
        GateCriterion.FORGET_PEOPLE,
        new Evidence(
            set.comparable(),
            scaled(mine.people(), 1 / natural),
            scaled(parents.people(), 1 / natural)));
    put(GateCriterion.FORGET_SAMPLES, Evidence.of(n, Measured.exactly((double) n)));
  }

  /**
   * What is left of the parent's margin. Where that is not shown to be above 0, all of it may be,
   * and there is no interval.
   */
  private static Measured kept(Estimate mine, Estimate parents) {
    if (!(parents.interval().low() > 0)) {
      boolean known = Double.isFinite(mine.value()) && Double.isFinite(parents.value());
      return new Measured(known ? 1 : Double.NaN, Double.NaN, Double.NaN);
    }
    return scaled(mine, 1 / parents.value());
  }

  private void attacks(Measurements measured, ForgottenPeople set) {
    put(GateCriterion.ATTACK_TNR_GAP, attackGap(measured.attack(), set));
    put(GateCriterion.ATTACK_WITH_LOSS_TNR_GAP, attackGap(measured.attackWithLoss(), set));
  }

  private static Evidence attackGap(AttackOutcome attack, ForgottenPeople set) {
    long n = Math.min(set.samples(), Math.round(attack.unseen().n()));
    return Evidence.of(
        n,
        attack.trainingRows() < MIN_ATTACK_ROWS
            ? Measured.undefined()
            : difference(attack.unseen(), attack.forget()));
  }

  private void accuracy(Proportion mine, Proportion parent, Proportion root) {
    long n = Math.round(mine.n());
    Proportion higher = root.value() > parent.value() ? root : parent;
    put(GateCriterion.TEST_ACCURACY_DROP_PARENT, Evidence.of(n, difference(parent, mine)));
    put(GateCriterion.TEST_ACCURACY_DROP_ROOT, Evidence.of(n, difference(root, mine)));
    put(GateCriterion.TEST_ACCURACY_RISE, Evidence.of(n, difference(mine, higher)));
  }

  private void outputs(Marks mine, Comparison parent, long n) {
    put(GateCriterion.CLASS_ACCURACY_DROP, Evidence.of(n, measured(parent.worstClassDrop())));
    put(
        GateCriterion.TEST_LOSS_RISE,
        Evidence.of(n, above(mine.testLoss(), parent.marks().testLoss())));
    put(
        GateCriterion.CALIBRATION_ERROR_RISE,
        Evidence.of(n, above(mine.calibrationError(), parent.marks().calibrationError())));
  }

  /** Both on the same samples, so that the parent's value is taken as it is. */
  private static Measured above(Estimate mine, Estimate parents) {
    Interval interval = mine.interval();
    double less = parents.value();
    return new Measured(mine.value() - less, interval.low() - less, interval.high() - less);
  }

  private static Measured difference(Proportion a, Proportion b) {
    Interval interval = a.minusInterval(b);
    return new Measured(a.value() - b.value(), interval.low(), interval.high());
  }

  private static Measured scaled(Estimate estimate, double factor) {
    return new Measured(
        estimate.value() * factor,
        estimate.interval().low() * factor,
        estimate.interval().high() * factor);
  }

  private static Measured measured(Estimate estimate) {
    return scaled(estimate, 1);
  }
}
