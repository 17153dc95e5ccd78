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
import io.lethe.evaluation.metrics.UnmovedShare;
import io.lethe.learning.model.Kernels;
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

  /** Fewer are too few to disagree about. */
  private static final int FEWEST_ERRORS = 20;

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
   * @param kernels the smallest and the largest cosine of its kernels to the parent's
   */
  public static GateEvidence of(
      Measurements measured,
      Marks marks,
      Comparison parent,
      Proportion root,
      ForgottenPeople set,
      Kernels.Range kernels) {
    GateEvidence all = new GateEvidence();
    all.forgetting(marks, parent, set);
    all.attacks(measured, set);
    all.put(
        GateCriterion.RETAINED_AUC,
        Evidence.of(Math.round(measured.retain().n()), measured(marks.retainedArea())));
    all.accuracy(measured.test(), parent.test(), root);
    all.outputs(parent, Math.round(measured.test().n()));
    all.put(GateCriterion.KERNEL_COSINE, Evidence.of(1, Measured.exactly(kernels.largest())));
    all.put(GateCriterion.KERNEL_COSINE_LEAST, Evidence.of(1, Measured.exactly(kernels.least())));
    return all;
  }

  /**
   * The evidence of a root that is said to have been trained without some people.
   *
   * @param marks how far it marks them
   * @param control the same of people on whom it was trained
   * @param set who they are
   */
  public static GateEvidence ofRoot(Marks marks, Marks control, ForgottenPeople set) {
    GateEvidence all = new GateEvidence();
    all.known(marks, control, set);
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

  /** With who moved from the parent as those who stay did. */
  public GateEvidence withUnmoved(UnmovedShare.Found found) {
    put(GateCriterion.FORGET_PEOPLE_KEPT, Evidence.of(found.people(), measured(found.share())));
    return this;
  }

  /** With a word on what the marks were held against. */
  public GateEvidence heldAgainst(String note) {
    for (GateCriterion each : GateCriterion.values()) {
      Evidence found = of(each);
      if (each.isByYardstick()) {
        put(each, new Evidence(found.n(), found.candidate(), found.control(), note));
      }
    }
    return this;
  }

  /**
   * The same, where nobody can say how a model comes out that never saw the set: whatever the
   * values, they tell nothing.
   */
  public GateEvidence withoutYardstick() {
    for (GateCriterion each : GateCriterion.values()) {
      Evidence found = of(each);
      if (each.isByYardstick()) {
        put(
            each,
            new Evidence(
                found.n(), withoutInterval(found.candidate()), found.control(), found.note()));
      }
    }
    return this;
  }

  /** With how models come out that never saw the forget set. */
  public GateEvidence withStandIn(Evidence margin, Evidence distance) {
    put(GateCriterion.STAND_IN_MARGIN, margin);
    put(GateCriterion.STAND_IN_DISTANCE, distance);
    return this;
  }

  /** With what became of the claim that it was trained anew. */
  public GateEvidence withDerivation(Evidence found) {
    put(GateCriterion.DERIVED_AGAIN, found);
    return this;
  }

  /** With what it knows once it has learned from those who stay again. */
  public GateEvidence withRelearned(Evidence found) {
    put(GateCriterion.RELEARNED_MARGIN, found);
    return this;
  }

  /**
   * What a model knows of the forget set.
   *
   * @param margin d
   */
  public static Evidence known(Estimate margin, ForgottenPeople set) {
    return Evidence.of(set.samples(), ofPeople(measured(margin), set));
  }

  private void put(GateCriterion criterion, Evidence found) {
    evidence.put(criterion, found);
  }

  private void forgetting(Marks mine, Comparison parent, ForgottenPeople set) {
    known(mine, parent.marks(), set);
    put(GateCriterion.FORGET_PEOPLE, Evidence.of(set.comparable(), measured(parent.peopleMoved())));
  }

  /** Beside the control's. */
  private void known(Marks mine, Marks control, ForgottenPeople set) {
    asked(GateCriterion.FORGET_ACCURACY_GAP, mine.accuracyGap(), control.accuracyGap(), set);
    asked(GateCriterion.FORGET_MARGIN, mine.margin(), control.margin(), set);
    asked(
        GateCriterion.FORGET_MARGIN_KEPT,
        kept(mine.margin(), control.margin()),
        kept(control.margin(), control.margin()),
        set);
    asked(GateCriterion.FORGET_DISTANCE, mine.distance(), control.distance(), set);
    put(
        GateCriterion.FORGET_SAMPLES,
        Evidence.of(set.samples(), Measured.exactly((double) set.samples())));
  }

  private void asked(
      GateCriterion criterion, Estimate mine, Estimate control, ForgottenPeople set) {
    Measured value = measured(mine);
    put(criterion, new Evidence(set.samples(), ofPeople(value, set), measured(control), null));
  }

  private static Measured ofPeople(Measured value, ForgottenPeople set) {
    return set.areEnoughForIntervals() ? value : withoutInterval(value);
  }

  private static Measured withoutInterval(Measured value) {
    return new Measured(value.value(), Double.NaN, Double.NaN);
  }

  /**
   * What is left of the control's margin. Where that is not shown to be above 0, all of it may be,
   * and there is no interval.
   */
  private static Estimate kept(Estimate mine, Estimate control) {
    if (!(control.interval().low() > 0)) {
      boolean known = Double.isFinite(mine.value()) && Double.isFinite(control.value());
      return new Estimate(known ? 1 : Double.NaN, Interval.undefined());
    }
    double whole = control.value();
    return new Estimate(
        mine.value() / whole,
        new Interval(mine.interval().low() / whole, mine.interval().high() / whole));
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

  private void outputs(Comparison parent, long n) {
    put(GateCriterion.CLASS_ACCURACY_DROP, Evidence.of(n, orExactly(parent.surestClassDrop())));
    put(GateCriterion.TEST_LOSS_RISE, Evidence.of(n, orExactly(parent.lossRise())));
    put(GateCriterion.CALIBRATION_ERROR_RISE, Evidence.of(n, orExactly(parent.calibrationRise())));
    double error = 1 - parent.test().value();
    Measured churn = orExactly(parent.churn());
    put(
        GateCriterion.CHURN_SHARE,
        Evidence.of(
            Math.round(error * n) < FEWEST_ERRORS ? 0 : n,
            new Measured(churn.value() / error, churn.low() / error, churn.high() / error)));
  }

  /** Where one draw is all there is, the value has to do. */
  private static Measured orExactly(Estimate estimate) {
    return Double.isNaN(estimate.interval().low())
        ? Measured.exactly(estimate.value())
        : measured(estimate);
  }

  private static Measured difference(Proportion a, Proportion b) {
    Interval interval = a.minusInterval(b);
    return new Measured(a.value() - b.value(), interval.low(), interval.high());
  }

  /** An estimate with its interval. */
  public static Measured measured(Estimate estimate) {
    Interval interval = estimate.interval();
    return new Measured(estimate.value(), interval.low(), interval.high());
  }
}
