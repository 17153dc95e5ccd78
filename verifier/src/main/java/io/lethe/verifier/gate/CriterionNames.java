// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

/** Names of the gate's criteria, in its order. */
public final class CriterionNames {

  /** Accuracy on the forget set minus accuracy on unseen samples of its class mix. */
  public static final String FORGET_ACCURACY_GAP = "forget_accuracy_gap";

  /** The paper's attacker: true-negative rate on unseen samples minus that on the forget set. */
  public static final String ATTACK_TNR_GAP = "attack_tnr_gap";

  /** The same for the loss-aware attacker. */
  public static final String ATTACK_WITH_LOSS_TNR_GAP = "attack_with_loss_tnr_gap";

  /** The parent's test accuracy minus the candidate's. */
  public static final String TEST_ACCURACY_DROP_PARENT = "test_accuracy_drop_parent";

  /** The root's test accuracy minus the candidate's. */
  public static final String TEST_ACCURACY_DROP_ROOT = "test_accuracy_drop_root";

  /** Samples in the forget set. */
  public static final String FORGET_SAMPLES = "forget_samples";

  private CriterionNames() {}
}
