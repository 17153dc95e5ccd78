// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;

/** What a gate asks of a candidate: the one list by which reports are made and read. */
public enum GateCriterion implements Labelled {

  /**
   * Accuracy on the forget set less that on unseen samples of its class mix; as the three below, of
   * what is not expected of models that never saw the set, where such are asked.
   */
  FORGET_ACCURACY_GAP(
      "forget_accuracy_gap",
      "Accuracy on the forget set, above what a model gets that never saw it"),

  /** d: mean standardised log-odds margin of the forget set less that of unseen samples. */
  FORGET_MARGIN(
      "forget_margin",
      "How much the model knows the forget set: mean standardised margin, above that of one that never saw it"),

  /**
   * d of the candidate as a share of the parent's, which has not forgotten: the positive control.
   * Where the parent's is not shown to be above 0, nobody can tell who has forgotten.
   */
  FORGET_MARGIN_KEPT(
      "forget_margin_kept", "How much of what the parent knew of the forget set is left"),

  /** Kolmogorov-Smirnov distance of the margins of forget set and unseen samples. */
  FORGET_DISTANCE(
      "forget_distance",
      "How far the margins lie from those of a model that never saw the forget set (Kolmogorov-Smirnov)"),

  /**
   * Whether the forget set's people were treated alike: an F statistic of how far their samples'
   * margins moved from the parent's. 1 where people differ by chance alone.
   */
  FORGET_PEOPLE(
      "forget_people",
      "Whether all people were treated alike: how much their samples moved (F statistic; 1 is by chance alone)"),

  /**
   * The share of the forget set's people whose samples moved from the parent's as those of people
   * who stay: who was left out of an unlearning is among these.
   */
  FORGET_PEOPLE_KEPT(
      "forget_people_kept",
      "Which share of the people was left as it was: their samples moved as those of people who stay"),

  /**
   * d of a small network of the verifier's that saw neither the forget set nor the unseen samples,
   * by the yardstick that the candidate is held against: beside other such networks, whether they
   * agree about this set; beside unseen samples, whether it looks like random people.
   */
  STAND_IN_MARGIN(
      "stand_in_margin",
      "Whether the set can be judged so: margin of a small network that never saw it, held against the same"),

  /** The Kolmogorov-Smirnov distance of the same network. */
  STAND_IN_DISTANCE(
      "stand_in_distance",
      "Whether it can, by the distance of that network's margins (Kolmogorov-Smirnov)"),

  /**
   * d once the candidate has learned for one more epoch from those who stay: what was only covered
   * up comes back.
   */
  RELEARNED_MARGIN(
      "relearned_margin",
      "How much it knows the forget set once it has learned from the others for one more epoch"),

  /**
   * What the lineage had forgotten before, set by set: mean standardised margin less the parent's
   * on the same samples, of the set that rose most surely.
   */
  EARLIER_MARGIN_RISE(
      "earlier_margin_rise",
      "Whether what was forgotten before has come back: margin, above the parent's"),

  /** The paper's attacker: true-negative rate on unseen samples less that on the forget set. */
  ATTACK_TNR_GAP(
      "attack_tnr_gap", "How much rarer the paper's attacker takes the forget set for never seen"),

  /** The same for the loss-aware attacker. */
  ATTACK_WITH_LOSS_TNR_GAP(
      "attack_with_loss_tnr_gap", "The same for an attacker that sees the true label's loss"),

  /** The parent's test accuracy less the candidate's. */
  TEST_ACCURACY_DROP_PARENT("test_accuracy_drop_parent", "Test accuracy lost against the parent"),

  /** The root's test accuracy less the candidate's. */
  TEST_ACCURACY_DROP_ROOT(
      "test_accuracy_drop_root",
      "Test accuracy lost against the version that the lineage began with"),

  /** The candidate's test accuracy less the higher of parent's and root's. */
  TEST_ACCURACY_RISE(
      "test_accuracy_rise",
      "Test accuracy gained above parent and root, which training on the test split gives"),

  /**
   * The parent's accuracy less the candidate's on the test samples of the class that loses most.
   */
  CLASS_ACCURACY_DROP(
      "class_accuracy_drop", "Test accuracy lost in the class that is shown to lose most"),

  /** The candidate's mean cross entropy on the test split less the parent's, nats. */
  TEST_LOSS_RISE("test_loss_rise", "Loss on the test split above the parent's (nats)"),

  /** The candidate's expected calibration error on the test split less the parent's. */
  CALIBRATION_ERROR_RISE(
      "calibration_error_rise", "Calibration error on the test split above the parent's"),

  /**
   * How well an attacker tells retained from unseen samples by their margin, as area under the ROC
   * curve: what the version gives away of those who stay.
   */
  RETAINED_AUC(
      "retained_auc",
      "How well samples that stay are told from samples never seen (area under the ROC curve)"),

  /** Samples in the forget set. */
  FORGET_SAMPLES("forget_samples", "Samples in the forget set"),

  /** The largest cosine between a kernel of the candidate and the parent's at the same place. */
  KERNEL_COSINE(
      "kernel_cosine", "How alike the weights are to the parent's: largest cosine of a kernel"),

  /**
   * The smallest such cosine, of an approximate candidate: one that was trained anew is a
   * retraining, and has to show what is asked of one.
   */
  KERNEL_COSINE_LEAST(
      "kernel_cosine_least",
      "Whether it was made from the parent, as it says: smallest cosine of a kernel"),

  /**
   * Share of test samples that candidate and parent put into different classes, over the share that
   * the parent gets wrong: networks of different seeds disagree about most of what is hard.
   */
  CHURN_SHARE(
      "churn_share",
      "How often candidate and parent disagree on test samples, over the parent's errors"),

  /**
   * 1 where the verifier trained the job's recipe again, on rows of its own finding, and got the
   * candidate's bytes; 0 where it got others.
   */
  DERIVED_AGAIN(
      "derived_again",
      "Whether the verifier, training the same recipe again, got the same bytes (1 if so)");

  private final String label;
  private final String title;

  GateCriterion(String label, String title) {
    this.label = label;
    this.title = title;
  }

  /** What is asked, as a heading for people. */
  public String title() {
    return title;
  }

  @Override
  public String label() {
    return label;
  }

  /**
   * Whether there may be nothing to ask it of, so that it is reported with n = 0 and does not gate:
   * people who are too few, or have too few samples, to be compared with each other are judged by
   * what they show together; a lineage may have forgotten nobody before; a parent with fewer than
   * twenty errors on the test split leaves nothing to disagree about; and a retraining may not be
   * drawn to be derived again, or not on this machine. What costs a training is not measured of a
   * candidate that is refused already.
   */
  public boolean mayHaveNobody() {
    return switch (this) {
      case FORGET_PEOPLE,
          FORGET_PEOPLE_KEPT,
          STAND_IN_MARGIN,
          STAND_IN_DISTANCE,
          EARLIER_MARGIN_RISE,
          CHURN_SHARE,
          DERIVED_AGAIN,
          RELEARNED_MARGIN ->
          true;
      default -> false;
    };
  }

  /**
   * Whether it compares the forget set with what somebody says who never saw it, and comes out
   * otherwise by another yardstick.
   */
  public boolean isByYardstick() {
    return switch (this) {
      case FORGET_ACCURACY_GAP, FORGET_MARGIN, FORGET_MARGIN_KEPT, FORGET_DISTANCE -> true;
      default -> false;
    };
  }
}
