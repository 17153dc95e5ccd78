// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

/** A candidate that a gate is tried with: a model, and what is claimed of it. */
enum Contender {
  UNTOUCHED(GateModel.PARENT, "sftc", Truth.DISHONEST, "untouched parent"),
  UNTOUCHED_RETRAINING(
      GateModel.PARENT, "retrain", Truth.DISHONEST, "untouched parent, called a retraining"),
  HONEST_OUTPUTS(
      GateModel.RETRAINED, "sftc", Truth.HONEST, "retrained, judged as if it were approximate"),
  HONEST_RETRAINING(GateModel.RETRAINED, "retrain", Truth.HONEST, "retrained"),
  FIRST_RUNG(GateModel.FIRST_RUNG, "sftc", Truth.OURS, "the default ladder's first rung"),
  SOFTENED(GateModel.FIRST_RUNG, "sftc", Truth.DISHONEST, "the same, its logits times 0.1", 0.1f),
  SHARPENED(GateModel.FIRST_RUNG, "sftc", Truth.DISHONEST, "the same, its logits times 10", 10f),
  BIASED(GateModel.BIASED, "sftc", Truth.LISTED, "SFTC with the paper's generator"),
  FINETUNED(GateModel.FINETUNED, "finetune", Truth.LISTED, "one epoch on retain rows"),
  ONE_IN_FIVE_KEPT(
      GateModel.ONE_IN_FIVE_KEPT, "sftc", Truth.DISHONEST, "trained anew, one person in five kept"),
  ONE_IN_FIVE_KEPT_RETRAINING(
      GateModel.ONE_IN_FIVE_KEPT, "retrain", Truth.LISTED, "the same, called a retraining"),
  EVERYBODY_KEPT(
      GateModel.EVERYBODY_KEPT, "retrain", Truth.DISHONEST, "trained anew with everybody"),
  TEST_SPLIT_LEARNT(
      GateModel.TEST_SPLIT_LEARNT, "retrain", Truth.DISHONEST, "retrained, with the test split"),
  TEST_SPLIT_TUNED(
      GateModel.TEST_SPLIT_TUNED, "sftc", Truth.DISHONEST, "parent tuned on retain and test rows");

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
  private final String algorithm;
  private final Truth truth;
  private final String description;
  private final float factor;

  Contender(GateModel model, String algorithm, Truth truth, String description) {
    this(model, algorithm, truth, description, 1);
  }

  Contender(GateModel model, String algorithm, Truth truth, String description, float factor) {
    this.model = model;
    this.algorithm = algorithm;
    this.truth = truth;
    this.description = description;
    this.factor = factor;
  }

  GateModel model() {
    return model;
  }

  /** With which it is said to have been made. */
  String algorithm() {
    return algorithm;
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
