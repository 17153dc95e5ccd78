// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.report;

import io.lethe.domain.policy.Algorithm;
import io.lethe.schemas.ModelEvent;

/**
 * Which decisions were a chance to pass a test of equivalence by luck, and so count for {@link
 * io.lethe.domain.policy.SharedLevel}: those on a report that measured an approximate candidate,
 * whatever became of it. Nothing was tried where nothing was measured, and a retraining is not
 * asked such a test.
 */
public final class SpentLevel {

  private SpentLevel() {}

  /** Whether this decision was such a chance. */
  public static boolean by(ModelEvent event) {
    return switch (event.getType()) {
      case PROMOTED, REJECTED, INCONCLUSIVE, STALE ->
          !event.getMetrics().isEmpty() && !Algorithm.RETRAIN.label().equals(event.getAlgorithm());
      default -> false;
    };
  }
}
