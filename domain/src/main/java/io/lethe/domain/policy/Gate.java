// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static io.lethe.domain.policy.GateRule.INTERVAL_MEETS;
import static io.lethe.domain.policy.GateRule.INTERVAL_WITHIN;
import static io.lethe.domain.policy.GateRule.INTERVAL_WITHIN_OR_INCONCLUSIVE;
import static io.lethe.domain.policy.GateRule.VALUE_WITHIN;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a candidate must show to be promoted.
 *
 * <p>An approximate candidate must show that it treats the forget set as samples it has never seen,
 * or as models do that never saw it, in both directions, and that it has lost what its parent shows
 * of it; where the parent shows nothing, these samples cannot tell. A full retraining shows its
 * independence by its weights instead, because nothing says how a group that looks unlike the rest
 * must come out, and by coming out the same when the verifier trains it again; it fails where it is
 * shown to remember.
 *
 * <p>Why: docs/decisions/0024-forgetting-is-shown-by-intervals.md.
 *
 * @param forgetting how far the forget set may lie from unseen samples
 * @param utility what may be lost
 * @param weights what the weights must show of the way they were made
 * @param twins what becomes of train samples with the same pictures as forgotten ones
 */
public record Gate(Forgetting forgetting, Utility utility, Weights weights, TwinRule twins) {

  /** The limits of the design. */
  public static final Gate DEFAULTS =
      new Gate(Forgetting.DEFAULTS, Utility.DEFAULTS, Weights.DEFAULTS);

  public Gate {
    requireNonNull(forgetting, "forgetting");
    requireNonNull(utility, "utility");
    requireNonNull(weights, "weights");
    requireNonNull(twins, "twins");
  }

  /**
   * What the weights must show of the way they were made.
   *
   * @param maxKernelCosine of a retrained kernel to the parent's, from 0 to below 1: this is always
   *     asked
   * @param minKernelCosine of an approximate candidate's kernel to the parent's; 0 asks nothing
   * @param minChurnShare of a retrained model, over the parent's errors; 0 asks nothing
   * @param derivedShare of the retrained candidates that the verifier derives again; 0 asks nothing
   * @param requireDerivation whether a candidate fails that is drawn and was made on a machine
   *     whose bytes the verifier's cannot give
   */
  public record Weights(
      double maxKernelCosine,
      double minKernelCosine,
      double minChurnShare,
      double derivedShare,
      boolean requireDerivation) {

    /** The limits of the design. */
    public static final Weights DEFAULTS = new Weights(0.5, 0.5, 0.25, 1, false);

    public Weights {
      PolicyRules.fraction("gate.maxKernelCosine", maxKernelCosine);
      PolicyRules.fraction("gate.minKernelCosine", minKernelCosine);
      PolicyRules.fraction("gate.minChurnShare", minChurnShare);
      PolicyRules.fraction("gate.derivedShare", derivedShare);
      if (maxKernelCosine == 1) {
        throw new IllegalArgumentException(
            "gate.maxKernelCosine must be below 1, or any weights would be a retraining's own");
      }
      if (requireDerivation && derivedShare == 0) {
        throw new IllegalArgumentException(
            "gate.requireDerivation is true and gate.derivedShare 0, by which nothing is ever"
                + " derived; raise the share");
      }
    }
  }

  /** A gate that lets no twin of a forgotten sample be trained on. */
  public Gate(Forgetting forgetting, Utility utility, Weights weights) {
    this(forgetting, utility, weights, TwinRule.EXCLUDE);
  }

  /** The same limits with another rule for twins. */
  public Gate withTwins(TwinRule rule) {
    return new Gate(forgetting, utility, weights, rule);
  }

  /**
   * How far the forget set may lie from unseen samples. A share of 1, which anything keeps to, and
   * infinity where the limit is no share, ask nothing.
   *
   * @param maxAccuracyGap accuracy, either way
   * @param maxMargin standardised log-odds margin d, either way
   * @param maxMarginKept d as a share of the parent's
   * @param maxDistance Kolmogorov-Smirnov distance
   * @param maxPeople differences between people
   * @param maxPeopleKept share of people who moved as those who stay
   * @param maxStandInMargin margin d of a small network that never saw the set, either way
   * @param maxStandInDistance Kolmogorov-Smirnov distance of that network
   * @param maxEarlierRise margin d of a set that was forgotten before, above the parent's
   * @param maxRelearnedMargin margin d after one more epoch on those who stay
   * @param maxAttackGap an attacker's true negative rate on the forget set below that on unseen
   *     samples
   * @param minSamples fewer prove nothing
   */
  public record Forgetting(
      double maxAccuracyGap,
      double maxMargin,
      double maxMarginKept,
      double maxDistance,
      double maxPeople,
      double maxPeopleKept,
      double maxStandInMargin,
      double maxStandInDistance,
      double maxEarlierRise,
      double maxRelearnedMargin,
      double maxAttackGap,
      int minSamples) {

    /** The limits of the design. */
    public static final Forgetting DEFAULTS =
        new Forgetting(
            0.1, 0.2, 0.8, 0.18, 2.5, 0.2, 0.3, 0.2, 0.1, Double.POSITIVE_INFINITY, 1, 100);

    public Forgetting {
      PolicyRules.fraction("gate.maxForgetAccuracyGap", maxAccuracyGap);
      PolicyRules.notNegative("gate.maxForgetMargin", maxMargin);
      PolicyRules.fraction("gate.maxForgetMarginKept", maxMarginKept);
      PolicyRules.fraction("gate.maxForgetDistance", maxDistance);
      PolicyRules.notNegative("gate.maxForgetPeople", maxPeople);
      PolicyRules.fraction("gate.maxForgetPeopleKept", maxPeopleKept);
      PolicyRules.notNegative("gate.maxStandInMargin", maxStandInMargin);
      PolicyRules.fraction("gate.maxStandInDistance", maxStandInDistance);
      PolicyRules.notNegative("gate.maxEarlierMarginRise", maxEarlierRise);
      PolicyRules.notNegative("gate.maxRelearnedMargin", maxRelearnedMargin);
      PolicyRules.fraction("gate.maxAttackGap", maxAttackGap);
      PolicyRules.atLeast("gate.minForgetSamples", minSamples, 1);
    }
  }

  /**
   * What a candidate may lose on the test split; limits that ask nothing are as above.
   *
   * @param maxDropFromParent accuracy below the parent's
   * @param maxDropFromRoot accuracy below that of the version the lineage began with
   * @param maxRise accuracy above the higher of both: who trained on the test split has it
   * @param maxClassDrop accuracy below the parent's on the class that loses most
   * @param maxLossRise cross entropy above the parent's, nats
   * @param maxCalibrationRise expected calibration error above the parent's
   * @param maxRetainedAuc how well retained samples may be told from unseen ones, 0.5 is not at all
   */
  public record Utility(
      double maxDropFromParent,
      double maxDropFromRoot,
      double maxRise,
      double maxClassDrop,
      double maxLossRise,
      double maxCalibrationRise,
      double maxRetainedAuc) {

    /** The limits of the design. */
    public static final Utility DEFAULTS = new Utility(0.02, 0.05, 0.03, 0.15, 0.15, 0.05, 1);

    public Utility {
      PolicyRules.fraction("gate.maxTestDropFromParent", maxDropFromParent);
      PolicyRules.fraction("gate.maxTestDropFromRoot", maxDropFromRoot);
      PolicyRules.fraction("gate.maxTestRise", maxRise);
      PolicyRules.fraction("gate.maxClassDrop", maxClassDrop);
      PolicyRules.notNegative("gate.maxTestLossRise", maxLossRise);
      PolicyRules.fraction("gate.maxCalibrationRise", maxCalibrationRise);
      PolicyRules.fraction("gate.maxRetainedAuc", maxRetainedAuc);
    }
  }

  /**
   * What is asked of a candidate of this algorithm, in the order of a report. A limit that anything
   * keeps to is not asked for.
   *
   * @param algorithm its label
   */
  public List<Requirement> requirements(String algorithm) {
    boolean isRetrained = algorithm.equals(Algorithm.RETRAIN.label());
    return Stream.of(
            isRetrained ? notRemembered() : forgotten(),
            isRetrained ? madeAnew() : madeFromParent(algorithm),
            stillForgotten(),
            notAttacked(),
            kept())
        .flatMap(Function.identity())
        .filter(this::isAsked)
        .toList();
  }

  /**
   * What is asked of a root of which its registrar says that it was trained without some people, in
   * the order of a report: that it treats them as samples it has never seen, or as models do that
   * never saw them, and knows them less than people on whom it was trained, the control. There is
   * no parent to be held against, and too few samples are nobody's fault.
   *
   * <p>Why: docs/decisions/0047-a-registrars-word-is-judged.md.
   */
  public List<Requirement> requirementsOfRoot() {
    return Stream.of(
            likeNeverSeen(keptByWhoWasTrainedWithThem()),
            Stream.of(
                standInMargin(),
                standInDistance(),
                Requirement.atLeast(
                    GateCriterion.FORGET_SAMPLES,
                    INTERVAL_WITHIN_OR_INCONCLUSIVE,
                    forgetting.minSamples)))
        .flatMap(Function.identity())
        .filter(this::isAsked)
        .toList();
  }

  /**
   * Whether who meets {@link #requirementsOfRoot()} has shown anything: who registers a model
   * brings its policy too, so that limits laxer than those of the design show nothing.
   */
  public boolean tellsOfRoots() {
    Forgetting design = Forgetting.DEFAULTS;
    return forgetting.maxAccuracyGap <= design.maxAccuracyGap
        && forgetting.maxMargin <= design.maxMargin
        && forgetting.maxMarginKept <= design.maxMarginKept
        && forgetting.maxDistance <= design.maxDistance
        && forgetting.maxStandInMargin <= design.maxStandInMargin
        && forgetting.maxStandInDistance <= design.maxStandInDistance
        && forgetting.minSamples >= design.minSamples;
  }

  /** Whether models that never saw the forget set are asked at all, of whatever candidate. */
  public boolean asksForReferences() {
    return Stream.of(standInMargin(), standInDistance()).anyMatch(this::isAsked);
  }

  /**
   * Whether models that never saw the forget set agree with what it is held against.
   *
   * @param margin d of one of them
   * @param distance Kolmogorov-Smirnov distance
   */
  public boolean agree(Measured margin, Measured distance) {
    return standInMargin().judge(margin) == GateOutcome.PASS
        && standInDistance().judge(distance) == GateOutcome.PASS;
  }

  private Requirement standInMargin() {
    return Requirement.within(
        GateCriterion.STAND_IN_MARGIN,
        INTERVAL_WITHIN_OR_INCONCLUSIVE,
        forgetting.maxStandInMargin);
  }

  private Requirement standInDistance() {
    return Requirement.atMost(
        GateCriterion.STAND_IN_DISTANCE,
        INTERVAL_WITHIN_OR_INCONCLUSIVE,
        forgetting.maxStandInDistance);
  }

  private boolean isAsked(Requirement requirement) {
    return switch (requirement.criterion()) {
      case FORGET_SAMPLES -> true;
      case CHURN_SHARE, KERNEL_COSINE_LEAST -> requirement.lower() > 0;
      case DERIVED_AGAIN -> weights.derivedShare > 0;
      case FORGET_MARGIN,
          FORGET_PEOPLE,
          STAND_IN_MARGIN,
          EARLIER_MARGIN_RISE,
          RELEARNED_MARGIN,
          TEST_LOSS_RISE ->
          requirement.upper() < Double.POSITIVE_INFINITY;
      default -> requirement.upper() < 1;
    };
  }

  /** Like samples that were never seen, shown by the whole interval. */
  private Stream<Requirement> forgotten() {
    return Stream.concat(
        likeNeverSeen(forgetting.maxMarginKept),
        Stream.of(
            Requirement.atMost(GateCriterion.FORGET_PEOPLE, INTERVAL_WITHIN, forgetting.maxPeople),
            Requirement.atMost(
                GateCriterion.FORGET_PEOPLE_KEPT, INTERVAL_WITHIN, forgetting.maxPeopleKept),
            standInMargin(),
            standInDistance(),
            Requirement.atLeast(
                GateCriterion.FORGET_SAMPLES, VALUE_WITHIN, forgetting.minSamples)));
  }

  private Stream<Requirement> likeNeverSeen(double maxMarginKept) {
    return Stream.of(
        Requirement.within(
            GateCriterion.FORGET_ACCURACY_GAP, INTERVAL_WITHIN, forgetting.maxAccuracyGap),
        Requirement.within(GateCriterion.FORGET_MARGIN, INTERVAL_WITHIN, forgetting.maxMargin),
        Requirement.atMost(GateCriterion.FORGET_MARGIN_KEPT, INTERVAL_WITHIN, maxMarginKept),
        Requirement.atMost(GateCriterion.FORGET_DISTANCE, INTERVAL_WITHIN, forgetting.maxDistance));
  }

  /** Made anew, and not shown to remember. */
  private Stream<Requirement> notRemembered() {
    return Stream.of(
        Requirement.atMost(
            GateCriterion.FORGET_ACCURACY_GAP, INTERVAL_MEETS, forgetting.maxAccuracyGap),
        Requirement.atMost(GateCriterion.FORGET_MARGIN, INTERVAL_MEETS, forgetting.maxMargin),
        Requirement.atMost(
            GateCriterion.FORGET_MARGIN_KEPT, INTERVAL_MEETS, keptByWhoWasTrainedWithThem()));
  }

  /**
   * Who was trained with the people shows about what the control shows of them; half of the limit
   * is where the lower end of that begins to count.
   */
  private double keptByWhoWasTrainedWithThem() {
    return forgetting.maxMarginKept < 1 ? forgetting.maxMarginKept / 2 : forgetting.maxMarginKept;
  }

  private Stream<Requirement> madeAnew() {
    return Stream.of(
        Requirement.atMost(GateCriterion.KERNEL_COSINE, VALUE_WITHIN, weights.maxKernelCosine),
        Requirement.atLeast(GateCriterion.CHURN_SHARE, INTERVAL_MEETS, weights.minChurnShare),
        Requirement.atLeast(GateCriterion.DERIVED_AGAIN, VALUE_WITHIN, 1));
  }

  /** Who trains anew must say so. Some algorithms move kernels away from where they stood. */
  private Stream<Requirement> madeFromParent(String algorithm) {
    boolean movesKernels =
        algorithm.equals(Algorithm.KERNEL_TRANSPOSE.label())
            || algorithm.equals(Algorithm.EU_K.label());
    return movesKernels
        ? Stream.of()
        : Stream.of(
            Requirement.atLeast(
                GateCriterion.KERNEL_COSINE_LEAST, VALUE_WITHIN, weights.minKernelCosine));
  }

  private Stream<Requirement> stillForgotten() {
    return Stream.of(
        Requirement.atMost(
            GateCriterion.EARLIER_MARGIN_RISE, INTERVAL_MEETS, forgetting.maxEarlierRise),
        Requirement.atMost(
            GateCriterion.RELEARNED_MARGIN, INTERVAL_MEETS, forgetting.maxRelearnedMargin));
  }

  private Stream<Requirement> notAttacked() {
    return Stream.of(GateCriterion.ATTACK_TNR_GAP, GateCriterion.ATTACK_WITH_LOSS_TNR_GAP)
        .map(each -> Requirement.atMost(each, VALUE_WITHIN, forgetting.maxAttackGap));
  }

  private Stream<Requirement> kept() {
    return Stream.of(
        Requirement.atMost(
            GateCriterion.TEST_ACCURACY_DROP_PARENT, VALUE_WITHIN, utility.maxDropFromParent),
        Requirement.atMost(
            GateCriterion.TEST_ACCURACY_DROP_ROOT, VALUE_WITHIN, utility.maxDropFromRoot),
        Requirement.atMost(GateCriterion.TEST_ACCURACY_RISE, VALUE_WITHIN, utility.maxRise),
        Requirement.atMost(GateCriterion.CLASS_ACCURACY_DROP, INTERVAL_MEETS, utility.maxClassDrop),
        Requirement.atMost(GateCriterion.TEST_LOSS_RISE, INTERVAL_MEETS, utility.maxLossRise),
        Requirement.atMost(
            GateCriterion.CALIBRATION_ERROR_RISE, INTERVAL_MEETS, utility.maxCalibrationRise),
        Requirement.atMost(GateCriterion.RETAINED_AUC, INTERVAL_MEETS, utility.maxRetainedAuc));
  }
}
