// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Estimate;
import java.util.Objects;

/**
 * How far a model marks the samples that it has forgotten, and those that it kept: what somebody
 * can tell from its outputs. A model that was trained without the forget set treats it as it treats
 * unseen samples of the same people's kind, and has a margin, a gap and a distance near 0. Where
 * there is nothing to measure, a value is NaN.
 *
 * @param margin d: mean over the forget set of the log-odds margin, standardised per class by the
 *     unseen samples. Above 0 the model still knows the samples, below 0 it shuns them
 * @param distance Kolmogorov-Smirnov distance of the standardised margins of forget set and unseen
 *     samples, the latter weighted to the forget set's class mix
 * @param people F statistic of the standardised margins between the forget set's people: above 1
 *     some were forgotten and others were not
 * @param accuracyGap accuracy on the forget set less that on unseen samples, weighted to its mix
 * @param retainedArea how well the log-odds margin tells retained from unseen samples, as area
 *     under the ROC curve
 * @param testLoss mean cross entropy on the test split, nats
 * @param calibrationError expected calibration error on the test split
 */
public record Marks(
    Estimate margin,
    Estimate distance,
    Estimate people,
    Estimate accuracyGap,
    Estimate retainedArea,
    Estimate testLoss,
    Estimate calibrationError) {

  /** Refuses missing parts. */
  public Marks {
    Objects.requireNonNull(margin, "margin");
    Objects.requireNonNull(distance, "distance");
    Objects.requireNonNull(people, "people");
    Objects.requireNonNull(accuracyGap, "accuracyGap");
    Objects.requireNonNull(retainedArea, "retainedArea");
    Objects.requireNonNull(testLoss, "testLoss");
    Objects.requireNonNull(calibrationError, "calibrationError");
  }
}
