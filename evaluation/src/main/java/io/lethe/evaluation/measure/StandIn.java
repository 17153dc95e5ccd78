// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Estimate;
import java.util.Objects;

/**
 * How a model that never saw the forget set comes out by the yardstick that a candidate is held
 * against: what is measured here is the yardstick's fault, and nobody else's.
 *
 * @param margin d, see {@link Marks#margin}
 * @param distance see {@link Marks#distance}
 * @param accuracy of the reference models on unseen samples, on average
 */
public record StandIn(Estimate margin, Estimate distance, double accuracy) {

  /** Refuses missing parts. */
  public StandIn {
    Objects.requireNonNull(margin, "margin");
    Objects.requireNonNull(distance, "distance");
  }
}
