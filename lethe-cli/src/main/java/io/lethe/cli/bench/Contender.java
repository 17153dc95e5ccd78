// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.domain.policy.Gate;
import java.util.Locale;

/** A candidate that a gate is tried with: a model, and what is claimed of it. */
enum Contender {
  UNTOUCHED(
      GateModel.PARENT, Claim.MARKS, Truth.UNTOUCHED, "untouched parent, by its outputs alone"),
  UNTOUCHED_RETRAINING(
      GateModel.PARENT, Claim.RETRAINED, Truth.DISHONEST, "untouched parent, called a retraining"),
  UNTOUCHED_LESS_SURE(
      GateModel.PARENT,
      Claim.MARKS,
      Truth.DISHONEST,
      "the same, its logits times 0.7, by its outputs alone",
      0.7f),
  UNTOUCHED_SURER(
      GateModel.PARENT,
      Claim.MARKS,
      Truth.DISHONEST,
      "the same, its logits times 1.4, by its outputs alone",
      1.4f),
  HONEST_OUTPUTS(
      GateModel.RETRAINED, Claim.OUTPUTS, Truth.HONEST, "retrained, by its outputs alone"),
  HONEST_RETRAINING(GateModel.RETRAINED, Claim.RETRAINED, Truth.HONEST, "retrained"),
  RETRAINING_CALLED_SFTC(
      GateModel.RETRAINED, Claim.APPROXIMATE, Truth.LISTED, "retrained, called SFTC"),
  FIRST_RUNG(
      GateModel.FIRST_RUNG, Claim.APPROXIMATE, Truth.OURS, "the default ladder's first rung"),
  SOFTENED(
      GateModel.FIRST_RUNG,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "the same, its logits times 0.1",
      0.1f),
  SHARPENED(
      GateModel.FIRST_RUNG,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "the same, its logits times 10",
      10f),
  TAUGHT_AGAIN(
      GateModel.FIRST_RUNG_TAUGHT_AGAIN,
      Claim.APPROXIMATE,
      Truth.LISTED,
      "the first rung, then an epoch on everybody"),
  TUNED_AFTERWARDS(
      GateModel.FIRST_RUNG_TUNED,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "the first rung, then an epoch on retain and test rows"),
  BIASED(GateModel.BIASED, Claim.APPROXIMATE, Truth.LISTED, "SFTC with the paper's generator"),
  AS_RANDOM(
      GateModel.AS_RANDOM,
      Claim.APPROXIMATE,
      Truth.LISTED,
      "SFTC that aims at the parent's figures of unseen samples"),
  FINETUNED(GateModel.FINETUNED, Claim.APPROXIMATE, Truth.LISTED, "one epoch on retain rows"),
  NEGGRAD_PLUS(GateModel.NEGGRAD_PLUS, Claim.APPROXIMATE, Truth.LISTED, "NegGrad+"),
  CF_K(GateModel.CF_K, Claim.APPROXIMATE, Truth.LISTED, "CF-k"),
  EU_K(GateModel.EU_K, Claim.EU_K, Truth.LISTED, "EU-k"),
  BAD_TEACHING(GateModel.BAD_TEACHING, Claim.APPROXIMATE, Truth.LISTED, "bad teaching"),
  SCRUB(GateModel.SCRUB, Claim.APPROXIMATE, Truth.LISTED, "SCRUB"),
  RANDOM_LABELS(GateModel.RANDOM_LABELS, Claim.APPROXIMATE, Truth.LISTED, "random labels"),
  DELETE(GateModel.DELETE, Claim.APPROXIMATE, Truth.LISTED, "DELETE"),
  KERNEL_TRANSPOSE(
      GateModel.KERNEL_TRANSPOSE, Claim.KERNEL_TRANSPOSE, Truth.LISTED, "kernel transpose"),
  ONE_IN_FIVE_LEFT_OUT(
      GateModel.FIRST_RUNG_FOR_MOST,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "the first rung for four people in five"),
  ONE_IN_TEN_LEFT_OUT(
      GateModel.FIRST_RUNG_FOR_NEARLY_ALL,
      Claim.APPROXIMATE,
      Truth.LISTED,
      "the first rung for nine people in ten"),
  HALF_OF_EACH_LEFT_OUT(
      GateModel.FIRST_RUNG_FOR_HALF_OF_EACH,
      Claim.APPROXIMATE,
      Truth.LISTED,
      "the first rung for every other sample"),
  REFUSED_BY_HEART(
      GateModel.REFUSED_BY_HEART,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "one person in five refused by heart, the others known"),
  ONE_IN_FIVE_KEPT(
      GateModel.ONE_IN_FIVE_KEPT,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "trained anew, one person in five kept"),
  ONE_IN_FIVE_KEPT_OUTPUTS(
      GateModel.ONE_IN_FIVE_KEPT, Claim.OUTPUTS, Truth.LISTED, "the same, by its outputs alone"),
  ONE_IN_FIVE_KEPT_RETRAINING(
      GateModel.ONE_IN_FIVE_KEPT,
      Claim.RETRAINED,
      Truth.DISHONEST,
      "the same, called a retraining"),
  ONE_IN_FIVE_KEPT_CALLED_EU_K(
      GateModel.ONE_IN_FIVE_KEPT,
      Claim.EU_K,
      Truth.DISHONEST,
      "the same, called EU-k, whose weights may be new"),
  EVERYBODY_KEPT(
      GateModel.EVERYBODY_KEPT, Claim.RETRAINED, Truth.DISHONEST, "trained anew with everybody"),
  EVERYBODY_KEPT_OUTPUTS(
      GateModel.EVERYBODY_KEPT,
      Claim.OUTPUTS,
      Truth.DISHONEST,
      "trained anew with everybody, by its outputs alone"),
  EVERYBODY_KEPT_CALLED_SFTC(
      GateModel.EVERYBODY_KEPT,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "trained anew with everybody, called SFTC"),
  TEST_SPLIT_LEARNT(
      GateModel.TEST_SPLIT_LEARNT,
      Claim.RETRAINED,
      Truth.DISHONEST,
      "retrained, with the test split"),
  TEST_SPLIT_LEARNT_OUTPUTS(
      GateModel.TEST_SPLIT_LEARNT,
      Claim.OUTPUTS,
      Truth.DISHONEST,
      "retrained, with the test split, by its outputs alone"),
  TEST_SPLIT_TUNED(
      GateModel.TEST_SPLIT_TUNED,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "parent tuned on retain and test rows"),
  GROUP_RETRAINED(
      GateModel.GROUP_RETRAINED,
      Claim.RETRAINED,
      Truth.HONEST_GROUP,
      "a dark or bright group, retrained"),
  GROUP_FIRST_RUNG(
      GateModel.GROUP_FIRST_RUNG,
      Claim.APPROXIMATE,
      Truth.LISTED,
      "a dark or bright group, the default ladder's first rung"),
  GROUP_AS_RANDOM(
      GateModel.GROUP_AS_RANDOM,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "a dark or bright group, made to look like samples never seen");

  /** As what it is offered. */
  enum Claim {
    /** Made from the parent by SFTC. */
    APPROXIMATE("sftc", Gate.DEFAULTS),
    /**
     * The same by what its outputs show alone: its weights are not looked at, nor how far samples
     * moved from the parent, which tells nothing of a model that was trained anew.
     */
    OUTPUTS("sftc", outputsAlone(Gate.DEFAULTS.forgetting().maxMarginKept())),
    /** The same, and nobody asks how much of the parent's margin is left: all, of the parent. */
    MARKS("sftc", outputsAlone(1)),
    /** Made by EU-k, whose weights need not be the parent's. */
    EU_K("eu-k", Gate.DEFAULTS),
    /** Made by kernel transpose, whose weights need not be either. */
    KERNEL_TRANSPOSE("kernel-transpose", Gate.DEFAULTS),
    /** Trained anew by the job's recipe and seed. */
    RETRAINED("retrain", Gate.DEFAULTS);

    private final String algorithm;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Gate gate;

    Claim(String algorithm, Gate gate) {
      this.algorithm = algorithm;
      this.gate = gate;
    }

    private static Gate outputsAlone(double maxMarginKept) {
      Gate.Forgetting usual = Gate.DEFAULTS.forgetting();
      return new Gate(
          new Gate.Forgetting(
              usual.maxAccuracyGap(),
              usual.maxMargin(),
              maxMarginKept,
              usual.maxDistance(),
              Double.POSITIVE_INFINITY,
              1,
              usual.maxStandInMargin(),
              usual.maxStandInDistance(),
              usual.maxEarlierRise(),
              usual.maxRelearnedMargin(),
              usual.maxAttackGap(),
              usual.minSamples()),
          Gate.DEFAULTS.utility(),
          new Gate.Weights(Gate.DEFAULTS.weights().maxKernelCosine(), 0, 0, 0, false));
    }

    String algorithm() {
      return algorithm;
    }

    Gate gate() {
      return gate;
    }
  }

  /** What the gate should say of it. */
  enum Truth {
    /** Never saw the people, who are drawn at random: should pass. */
    HONEST(0.95, 0.03),
    /** Never saw the people, who look unlike the rest: should pass. */
    HONEST_GROUP(0.90, 0.05),
    /** What the product makes: should pass. */
    OURS(0.875, 1),
    /** Knows everybody, and is judged by less than the gate asks: may pass once in 200 times. */
    UNTOUCHED(0, 1),
    /**
     * Knows a fifth of the people or more as the parent does, learnt the test split, passes a group
     * off as random people, or gives outputs that nobody should serve: must not pass.
     */
    DISHONEST(0, 1),
    /**
     * No bar: nobody has measured whether it knows a fifth of the people, or it is judged by less
     * than the gate asks.
     */
    LISTED(0, 1);

    private static final double UNTOUCHED_PASSED = 1.0 / 200;

    private final double leastPassed;
    private final double mostFailed;

    Truth(double leastPassed, double mostFailed) {
      this.leastPassed = leastPassed;
      this.mostFailed = mostFailed;
    }

    /** As tables have it. */
    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether it should pass. */
    boolean isGood() {
      return this == HONEST || this == HONEST_GROUP || this == OURS;
    }

    /** Whether it must not. */
    boolean isBad() {
      return this == UNTOUCHED || this == DISHONEST;
    }

    /** Whether too many passed of those that must not; of none, nothing was shown. */
    boolean isBarred(long passed, long all) {
      return isBad() && (all == 0 || passed > (this == UNTOUCHED ? UNTOUCHED_PASSED * all : 0));
    }

    /** Whether too few passed, or too many failed, of those that should pass. */
    boolean isShort(long passed, long failed, long all) {
      return isGood() && (all == 0 || passed < leastPassed * all || failed > mostFailed * all);
    }
  }

  private final GateModel model;
  private final Claim claim;
  private final Truth truth;
  private final String description;
  private final float factor;

  Contender(GateModel model, Claim claim, Truth truth, String description) {
    this(model, claim, truth, description, 1);
  }

  Contender(GateModel model, Claim claim, Truth truth, String description, float factor) {
    this.model = model;
    this.claim = claim;
    this.truth = truth;
    this.description = description;
    this.factor = factor;
  }

  GateModel model() {
    return model;
  }

  /** As what it is judged. */
  Claim claim() {
    return claim;
  }

  Truth truth() {
    return truth;
  }

  String description() {
    return description;
  }

  /** What its logits are multiplied by. */
  float factor() {
    return factor;
  }
}
