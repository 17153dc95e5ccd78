// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.schemas.ModelEvent;

/** What can be done about a job that failed. */
enum JobBreakdown {
  /** The same job may succeed later. */
  PASSING,
  /** Another rung of the ladder may do what this one cannot. */
  OF_RUNG,
  /** Something that a person has to put right first, whatever the rung. */
  LASTING;

  /** What a JOB_FAILED event says. */
  static JobBreakdown of(ModelEvent event) {
    if (Boolean.TRUE.equals(event.getRetryable())) {
      return PASSING;
    }
    return Boolean.TRUE.equals(event.getOfRung()) ? OF_RUNG : LASTING;
  }
}
