// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.Proportion;
import java.util.Objects;

/**
 * A model beside another on the same samples.
 *
 * @param test the other's accuracy on the test split
 * @param forget the other's accuracy on the forget set
 * @param divergence Eq. 8 on the forget set
 * @param referenceCodeDivergence what the published code computes in its place; may be infinite
 * @param churn share of test samples that the two put into different classes
 * @param worstClassDrop the other's accuracy less this model's on the test samples of the class
 *     that loses most; its interval is that of a class named beforehand, and so a bit too low
 * @param surestClassDrop the same of the class whose loss is shown best, by the interval's lower
 *     end
 * @param lossRise mean cross entropy on the test split above the other's, nats, sample by sample
 * @param calibrationRise expected calibration error on the test split above the other's
 * @param peopleMoved whether the forget set's people were treated alike on the way from the other:
 *     {@link io.lethe.evaluation.metrics.Heterogeneity} of the change of each standardised margin
 * @param marks how far the other marks the same samples; it is not asked about retained ones, so
 *     that the area of those is undefined
 */
public record Comparison(
    Proportion test,
    Proportion forget,
    double divergence,
    double referenceCodeDivergence,
    Estimate churn,
    Estimate worstClassDrop,
    Estimate surestClassDrop,
    Estimate lossRise,
    Estimate calibrationRise,
    Estimate peopleMoved,
    Marks marks) {

  /** Refuses missing parts. */
  public Comparison {
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(forget, "forget");
    Objects.requireNonNull(churn, "churn");
    Objects.requireNonNull(worstClassDrop, "worstClassDrop");
    Objects.requireNonNull(surestClassDrop, "surestClassDrop");
    Objects.requireNonNull(lossRise, "lossRise");
    Objects.requireNonNull(calibrationRise, "calibrationRise");
    Objects.requireNonNull(peopleMoved, "peopleMoved");
    Objects.requireNonNull(marks, "marks");
  }
}
