// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.measure.AttackOutcome;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.metrics.Interval;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gate between a candidate and promotion. Every criterion is a difference that must not exceed
 * its limit; a difference that could not be measured, or not on enough samples, is NaN, which
 * exceeds every limit. The interval is reported, the value decides.
 *
 * <p>Where the policy's minimum of forget samples is waived, the criteria on the forget set are
 * reported and do not decide: of one sample a share is 0 or 1, so that an honest retraining would
 * fail by luck. They must still be finite.
 */
public final class PromotionGate {

  /**
   * Fewer rows make no attacker. A tree of {@link io.lethe.evaluation.attack.GradientBoosting}
   * splits from 40 drawn rows on, 20 a leaf; of 100 rows a fold of five leaves 80, of which each
   * tree draws 64. An attacker that cannot split calls all samples the same, and every gap is zero.
   */
  static final int MIN_ATTACK_ROWS = 100;

  private static final String WAIVED = ", waived: small set, full retraining";

  private final Gate policy;

  /** A gate with the model's limits. */
  public PromotionGate(Gate policy) {
    this.policy = policy;
  }

  /**
   * Judges a candidate.
   *
   * @param candidate what was measured of it
   * @param parentTest the parent's accuracy on the same test split
   * @param rootTest the root's accuracy on the same test split, from its signed baseline
   * @param size of the forget set
   */
  public GateDecision judge(
      Measurements candidate, Proportion parentTest, Proportion rootTest, ForgetSetSize size) {
    long tested = Math.round(candidate.test().n());
    return new GateDecision(
        List.of(
            forgetAccuracyGap(candidate, size),
            attackGap(CriterionNames.ATTACK_TNR_GAP, candidate.attack(), size),
            attackGap(CriterionNames.ATTACK_WITH_LOSS_TNR_GAP, candidate.attackWithLoss(), size),
            gating(
                CriterionNames.TEST_ACCURACY_DROP_PARENT,
                tested,
                Gap.of(parentTest, candidate.test()),
                policy.maxTestDropFromParent()),
            gating(
                CriterionNames.TEST_ACCURACY_DROP_ROOT,
                tested,
                Gap.of(rootTest, candidate.test()),
                policy.maxTestDropFromRoot()),
            forgetSamples(size)));
  }

  /** {@code a - b} with its interval. */
  private record Gap(double value, Interval interval) {

    private static final Gap UNDEFINED = new Gap(Double.NaN, Interval.undefined());

    private static Gap of(Proportion a, Proportion b) {
      return new Gap(a.value() - b.value(), a.minusInterval(b));
    }
  }

  private Criterion forgetAccuracyGap(Measurements candidate, ForgetSetSize size) {
    Gap gap = Gap.of(candidate.forget(), candidate.unseen());
    return onForgetSet(
        CriterionNames.FORGET_ACCURACY_GAP,
        gap,
        policy.maxForgetAccuracyGap(),
        candidate.unseen(),
        size);
  }

  private Criterion attackGap(String name, AttackOutcome attack, ForgetSetSize size) {
    boolean trained = attack.trainingRows() >= MIN_ATTACK_ROWS;
    Gap gap = trained || isWaived(size) ? Gap.of(attack.unseen(), attack.forget()) : Gap.UNDEFINED;
    return onForgetSet(name, gap, policy.maxAttackGap(), attack.unseen(), size);
  }

  /**
   * A comparison of the forget set with unseen samples says no more than the smaller of the two;
   * unseen samples count by their effective number, after weighting to the forget set's class mix.
   */
  private Criterion onForgetSet(
      String name, Gap gap, double limit, Proportion unseen, ForgetSetSize size) {
    long heldOut = Math.round(unseen.n());
    long n = Math.min(size.samples(), heldOut);
    if (isWaived(size)) {
      return reported(name, n, gap, limit);
    }
    return gating(name, n, heldOut >= policy.minForgetSamples() ? gap : Gap.UNDEFINED, limit);
  }

  private Criterion gating(String name, long n, Gap gap, double limit) {
    double compared = isTwoSided(name) ? Math.abs(gap.value()) : gap.value();
    CriterionVerdict verdict = compared <= limit ? CriterionVerdict.PASS : CriterionVerdict.FAIL;
    return criterion(name, n, gap, limit, rule(name), verdict);
  }

  private Criterion reported(String name, long n, Gap gap, double limit) {
    CriterionVerdict verdict =
        Double.isFinite(gap.value()) ? CriterionVerdict.REPORTED : CriterionVerdict.FAIL;
    return criterion(name, n, gap, limit, rule(name) + WAIVED, verdict);
  }

  private static Criterion criterion(
      String name, long n, Gap gap, double limit, String rule, CriterionVerdict verdict) {
    return Criterion.newBuilder()
        .setName(name)
        .setN(n)
        .setValue(finiteOrNull(gap.value()))
        .setLow(finiteOrNull(gap.interval().low()))
        .setHigh(finiteOrNull(gap.interval().high()))
        .setLimit(limit)
        .setRule(rule)
        .setVerdict(verdict)
        .build();
  }

  private Criterion forgetSamples(ForgetSetSize size) {
    boolean waived = isWaived(size);
    return Criterion.newBuilder()
        .setName(CriterionNames.FORGET_SAMPLES)
        .setN(size.samples())
        .setValue((double) size.samples())
        .setLow(null)
        .setHigh(null)
        .setLimit((double) policy.minForgetSamples())
        .setRule("value >= limit" + (waived ? WAIVED : ""))
        .setVerdict(verdict(isEnough(size), waived))
        .build();
  }

  private static CriterionVerdict verdict(boolean enough, boolean waived) {
    if (waived) {
      return CriterionVerdict.REPORTED;
    }
    return enough ? CriterionVerdict.PASS : CriterionVerdict.FAIL;
  }

  private boolean isEnough(ForgetSetSize size) {
    return size.samples() >= policy.minForgetSamples();
  }

  private boolean isWaived(ForgetSetSize size) {
    return !isEnough(size) && size.minimum() == ForgetSetSize.Minimum.WAIVED_FOR_RETRAIN;
  }

  private boolean isTwoSided(String name) {
    return policy.twoSided().contains(name);
  }

  private String rule(String name) {
    return isTwoSided(name) ? "|value| <= limit" : "value <= limit";
  }

  private static @Nullable Double finiteOrNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
