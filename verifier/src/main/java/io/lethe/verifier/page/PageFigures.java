// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import static java.util.Objects.requireNonNull;

import io.lethe.evaluation.measure.Detail;

/**
 * What a page shows and the report's record has no room for.
 *
 * @param detail the candidate beside its parent
 * @param earlierSets how many sets that the lineage forgot before were measured again
 */
public record PageFigures(Detail detail, int earlierSets) {

  /** Refuses missing parts. */
  public PageFigures {
    requireNonNull(detail, "detail");
  }
}
