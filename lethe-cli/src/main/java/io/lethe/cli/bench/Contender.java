// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.domain.policy.Gate;

/** A candidate that a gate is tried with: a model, and what is claimed of it. */
enum Contender {
  UNTOUCHED(
      GateModel.PARENT, Claim.OUTPUTS, Truth.DISHONEST, "untouched parent, by its outputs alone"),
  UNTOUCHED_RETRAINING(
      GateModel.PARENT, Claim.RETRAINED, Truth.DISHONEST, "untouched parent, called a retraining"),
  HONEST_OUTPUTS(
      GateModel.RETRAINED, Claim.OUTPUTS, Truth.HONEST, "retrained, by its outputs alone"),
  HONEST_RETRAINING(GateModel.RETRAINED, Claim.RETRAINED, Truth.HONEST, "retrained"),
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
  BIASED(GateModel.BIASED, Claim.APPROXIMATE, Truth.LISTED, "SFTC with the paper's generator"),
  FINETUNED(GateModel.FINETUNED, Claim.APPROXIMATE, Truth.LISTED, "one epoch on retain rows"),
  ONE_IN_FIVE_LEFT_OUT(
      GateModel.FIRST_RUNG_FOR_MOST,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "the first rung for four people in five"),
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
  EVERYBODY_KEPT(
      GateModel.EVERYBODY_KEPT, Claim.RETRAINED, Truth.DISHONEST, "trained anew with everybody"),
  TEST_SPLIT_LEARNT(
      GateModel.TEST_SPLIT_LEARNT,
      Claim.RETRAINED,
      Truth.DISHONEST,
      "retrained, with the test split"),
  TEST_SPLIT_TUNED(
      GateModel.TEST_SPLIT_TUNED,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "parent tuned on retain and test rows"),
  GROUP_RETRAINED(
      GateModel.GROUP_RETRAINED, Claim.RETRAINED, Truth.HONEST, "a dark group, retrained"),
  GROUP_FIRST_RUNG(
      GateModel.GROUP_FIRST_RUNG,
      Claim.APPROXIMATE,
      Truth.LISTED,
      "a dark group, the default ladder's first rung"),
  GROUP_AS_RANDOM(
      GateModel.GROUP_AS_RANDOM,
      Claim.APPROXIMATE,
      Truth.DISHONEST,
      "a dark group, made to look like samples never seen");

  /** As what it is offered. */
  enum Claim {
    /** Made from the parent by SFTC. */
    APPROXIMATE("sftc", Gate.DEFAULTS),
    /**
     * The same by what its outputs show alone: its weights are not looked at, nor how far samples
     * moved from the parent, which tells nothing of a model that was trained anew.
     */
    OUTPUTS("sftc", outputsAlone()),
    /** Trained anew by the job's recipe and seed. */
    RETRAINED("retrain", Gate.DEFAULTS);

    private final String algorithm;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Gate gate;

    Claim(String algorithm, Gate gate) {
      this.algorithm = algorithm;
      this.gate = gate;
    }

    private static Gate outputsAlone() {
      Gate.Forgetting usual = Gate.DEFAULTS.forgetting();
      return new Gate(
          new Gate.Forgetting(
              usual.maxAccuracyGap(),
              usual.maxMargin(),
              usual.maxMarginKept(),
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
    /** Never saw the people: should pass. */
    HONEST,
    /** What the product makes: should pass. */
    OURS,
    /** Knows a fifth of the people or more, or learnt the test split: must not pass. */
    DISHONEST,
    /** In between, or known not to be seen: listed with its rate. */
    LISTED
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
