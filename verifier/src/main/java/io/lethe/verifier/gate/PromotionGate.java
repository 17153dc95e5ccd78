package io.lethe.verifier.gate;

import io.lethe.kit.policy.Gate;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.verifier.measure.AttackOutcome;
import io.lethe.verifier.measure.Measurements;
import io.lethe.verifier.metrics.Interval;
import io.lethe.verifier.metrics.Proportion;
import java.util.List;
import java.util.Objects;

/**
 * The gate between a candidate and promotion. Every criterion is a difference that must not exceed
 * its limit; a difference that could not be measured is NaN, which exceeds every limit. The
 * interval is reported, the value decides.
 */
public final class PromotionGate {

  private final Gate policy;

  /** A gate with the model's limits. */
  public PromotionGate(Gate policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
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
    return new GateDecision(
        List.of(
            difference(
                CriterionNames.FORGET_ACCURACY_GAP,
                candidate.forget(),
                candidate.unseen(),
                size.samples(),
                policy.maxForgetAccuracyGap()),
            attackGap(CriterionNames.ATTACK_TNR_GAP, candidate.attack(), size.samples()),
            attackGap(
                CriterionNames.ATTACK_WITH_LOSS_TNR_GAP,
                candidate.attackWithLoss(),
                size.samples()),
            difference(
                CriterionNames.TEST_ACCURACY_DROP_PARENT,
                parentTest,
                candidate.test(),
                Math.round(candidate.test().n()),
                policy.maxTestDropFromParent()),
            difference(
                CriterionNames.TEST_ACCURACY_DROP_ROOT,
                rootTest,
                candidate.test(),
                Math.round(candidate.test().n()),
                policy.maxTestDropFromRoot()),
            forgetSamples(size)));
  }

  private Criterion attackGap(String name, AttackOutcome attack, long n) {
    return difference(name, attack.unseen(), attack.forget(), n, policy.maxAttackGap());
  }

  /** {@code a - b}, which must not exceed the limit. */
  private Criterion difference(String name, Proportion a, Proportion b, long n, double limit) {
    double value = a.value() - b.value();
    Interval interval = a.minusInterval(b);
    boolean twoSided = policy.twoSided().contains(name);
    double compared = twoSided ? Math.abs(value) : value;
    return Criterion.newBuilder()
        .setName(name)
        .setN(n)
        .setValue(finiteOrNull(value))
        .setLow(finiteOrNull(interval.low()))
        .setHigh(finiteOrNull(interval.high()))
        .setLimit(limit)
        .setRule(twoSided ? "|value| <= limit" : "value <= limit")
        .setVerdict(compared <= limit ? CriterionVerdict.PASS : CriterionVerdict.FAIL)
        .build();
  }

  private Criterion forgetSamples(ForgetSetSize size) {
    boolean enough = size.samples() >= policy.minForgetSamples();
    boolean waived = !enough && size.minimum() == ForgetSetSize.Minimum.WAIVED_FOR_RETRAIN;
    return Criterion.newBuilder()
        .setName(CriterionNames.FORGET_SAMPLES)
        .setN(size.samples())
        .setValue((double) size.samples())
        .setLow(null)
        .setHigh(null)
        .setLimit((double) policy.minForgetSamples())
        .setRule(waived ? "value >= limit, waived: small set, full retraining" : "value >= limit")
        .setVerdict(verdict(enough, waived))
        .build();
  }

  private static CriterionVerdict verdict(boolean enough, boolean waived) {
    if (waived) {
      return CriterionVerdict.REPORTED;
    }
    return enough ? CriterionVerdict.PASS : CriterionVerdict.FAIL;
  }

  private static Double finiteOrNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
