// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.Objects;

/**
 * What became of a job.
 *
 * @param jobId the job
 * @param round which round of its forget set it belongs to; a person's retry opens a new round, in
 *     which the same job id may come again
 * @param state where it stands
 */
public record JobRow(String jobId, long round, JobState state) implements Row {
  private static final String PREFIX = "job/";

  /** Checks every field. */
  public JobRow {
    RowRules.digest(jobId, "job id");
    RowRules.atLeast(0, round, "round");
    Objects.requireNonNull(state, "state");
  }

  static String keyOf(String jobId) {
    return PREFIX + jobId;
  }

  @Override
  public String rowKey() {
    return keyOf(jobId);
  }
}
