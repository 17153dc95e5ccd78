// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import io.lethe.domain.job.TestFigures;

/**
 * Names of measured values, in reports and in the JSON of {@code lethe evaluate}. All are fractions
 * or nats, but for counts of rows.
 */
public final class MetricNames {

  /** Accuracy on the whole test split. */
  public static final String TEST_ACCURACY = TestFigures.TEST_ACCURACY;

  /** Accuracy on (a sample of) what the model was trained on and may keep. */
  public static final String RETAIN_ACCURACY = "retain_accuracy";

  /** Accuracy on the forget set. */
  public static final String FORGET_ACCURACY = "forget_accuracy";

  /** Accuracy on unseen samples, weighted to the forget set's class mix. */
  public static final String UNSEEN_ACCURACY = "unseen_accuracy";

  /** Eq. 9: share of forget samples that one attacker, given logits, calls non-members. */
  public static final String MIA_TNR = "mia_tnr";

  /** The same attacker on unseen samples: what a model that has forgotten should reach. */
  public static final String MIA_TNR_UNSEEN = "mia_tnr_unseen";

  /** As the published code computes Eq. 9: mean over five attackers, given probabilities. */
  public static final String MIA_TNR_REFERENCE_CODE = "mia_tnr_reference_code";

  /** The attacker that also sees the true label's loss. */
  public static final String MIA_TNR_WITH_LOSS = "mia_tnr_with_loss";

  /** The loss-aware attacker on unseen samples. */
  public static final String MIA_TNR_WITH_LOSS_UNSEEN = "mia_tnr_with_loss_unseen";

  /** Cross-validated accuracy of the published code's attack: 0.5 is guessing. */
  public static final String MIA_CV_ACCURACY = "mia_cv_accuracy";

  /** Cross-validated accuracy of the loss-aware attack. */
  public static final String MIA_WITH_LOSS_CV_ACCURACY = "mia_with_loss_cv_accuracy";

  /** Eq. 8 against the original (offline) or the parent (service), on the forget set. */
  public static final String JS = "js";

  /** What the published code computes in its place. */
  public static final String JS_REFERENCE_CODE = "js_reference_code";

  /** SAPE of test accuracies against the parent. */
  public static final String ACC_ERR_PARENT = "acc_err_parent";

  /** Eq. 7: SAPE of test accuracies against the original (the lineage's root). */
  public static final String ACC_ERR_ORIGINAL = "acc_err_original";

  /** Eq. 5: SAPE of test accuracies against a retrained model. */
  public static final String ACC_ERR_RETRAINED = "acc_err_retrained";

  /** Eq. 6: SAPE of forget accuracies against a retrained model. */
  public static final String ACC_DIS = "acc_dis";

  /** The parent's accuracy on the test split. */
  public static final String PARENT_TEST_ACCURACY = "parent_test_accuracy";

  /** The parent's accuracy on the forget set. */
  public static final String PARENT_FORGET_ACCURACY = "parent_forget_accuracy";

  /** The original's accuracy on the test split. */
  public static final String ORIGINAL_TEST_ACCURACY = "original_test_accuracy";

  /** The original's accuracy on the forget set. */
  public static final String ORIGINAL_FORGET_ACCURACY = "original_forget_accuracy";

  /** The retrained model's accuracy on the test split. */
  public static final String RETRAINED_TEST_ACCURACY = "retrained_test_accuracy";

  /** The retrained model's accuracy on the forget set. */
  public static final String RETRAINED_FORGET_ACCURACY = "retrained_forget_accuracy";

  /**
   * d: the forget set's mean log-odds margin, standardised per class by unseen samples. As every
   * measure below, it comes with {@code _low} and {@code _high}, the ends of its 95 % interval.
   */
  public static final String MARGIN = "margin";

  /** Kolmogorov-Smirnov distance of the standardised margins of forget set and unseen samples. */
  public static final String MARGIN_DISTANCE = "margin_distance";

  /** F statistic of the standardised margins between the people of the forget set. */
  public static final String PEOPLE_VARIANCE_RATIO = "people_variance_ratio";

  /** Accuracy on the forget set less that on unseen samples of its class mix. */
  public static final String ACCURACY_GAP = "accuracy_gap";

  /** How well the margin tells retained from unseen samples: area under the ROC curve. */
  public static final String RETAINED_AUC = "retained_auc";

  /** Mean cross entropy on the test split, nats. */
  public static final String TEST_LOSS = TestFigures.TEST_LOSS;

  /** Mean log-odds margin on the test split. */
  public static final String TEST_MARGIN = TestFigures.TEST_MARGIN;

  /** Standard deviation of the log-odds margin over the test split. */
  public static final String TEST_MARGIN_SPREAD = TestFigures.TEST_MARGIN_SPREAD;

  /** Expected calibration error on the test split. */
  public static final String TEST_ECE = "test_ece";

  /** Share of test samples that the original puts into another class. */
  public static final String CHURN_ORIGINAL = "churn_original";

  /** The same beside the parent. */
  public static final String CHURN_PARENT = "churn_parent";

  /** What the class that loses most loses of the original's test accuracy. */
  public static final String WORST_CLASS_DROP_ORIGINAL = "worst_class_drop_original";

  /**
   * Cosine of the angle between a kernel and the original's, a dot and the kernel's path behind it.
   * A retrained model has lost its parent's weights (near 0), one that was corrected has not.
   */
  public static final String KERNEL_COSINE_ORIGINAL = "kernel_cosine_original";

  /** How many test samples are not unseen: their pictures lie in train samples too. */
  public static final String TEST_ROWS_SEEN = "test_rows_seen";

  /**
   * How many train samples of others are no longer trained on because their pictures are forgotten
   * ones.
   */
  public static final String TWINS_EXCLUDED = "identical_rows_excluded";

  /**
   * Share of the variance of what the model says of samples never seen that reference models tell.
   */
  public static final String REFERENCE_FIT = "reference_fit";

  /** How many such train samples stay, by the policy. */
  public static final String TWINS_KEPT = "identical_rows_kept";

  /** Before the name of a measure: the retrained model's. */
  public static final String RETRAINED = "retrained_";

  private MetricNames() {}
}
