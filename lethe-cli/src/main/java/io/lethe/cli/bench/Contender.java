// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

/** A candidate that a gate is tried with: a model, and what is claimed of it. */
enum Contender {
  UNTOUCHED(
      GateModel.PARENT, Claim.MARKS, Truth.UNTOUCHED, "untouched parent, by its outputs alone"),
  UNTOUCHED_RETRAINING(
      GateModel.PARENT, Claim.RETRAINED, Truth.DISHONEST, "untouched parent, called a retraining"),
  UNTOUCHED_LESS_SURE(
      GateModel.PARENT,
      Claim.MARKS,
      Truth.UNTOUCHED,
      "the same, its logits times 0.7, by its outputs alone",
      0.7f),
  UNTOUCHED_SURER(
      GateModel.PARENT,
      Claim.MARKS,
      Truth.UNTOUCHED,
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
