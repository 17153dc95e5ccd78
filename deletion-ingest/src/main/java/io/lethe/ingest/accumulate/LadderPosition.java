// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import org.jspecify.annotations.Nullable;

/**
 * How far a set has come on the ladder.
 *
 * @param attempt rungs refused or passed over so far, plus one: never counts back, so that a set
 *     that a person sends to work again gets jobs that were not decided before
 * @param rung of the ladder, from 1
 * @param jobId the job published last, null if none
 * @param publications how often that job was published
 */
public record LadderPosition(int attempt, int rung, @Nullable String jobId, int publications) {
  /** Checks the counts. */
  public LadderPosition {
    if (attempt < 1 || rung < 1 || publications < 0) {
      throw new IllegalArgumentException(
          "attempt and rung count from 1 and publications from 0, found: "
              + attempt
              + ", "
              + rung
              + ", "
              + publications);
    }
  }

  static LadderPosition first() {
    return new LadderPosition(1, 1, null, 0);
  }

  /** The gate said no, or the rung cannot be run on such a set: the next one. */
  LadderPosition next() {
    return next(rung + 1);
  }

  /** The same, to a rung that is further up. */
  LadderPosition next(int further) {
    return new LadderPosition(attempt + 1, further, null, 0);
  }

  /** A person sends it back: the first rung again. */
  LadderPosition sentBack(boolean rejected) {
    return new LadderPosition(rejected ? attempt + 1 : attempt, 1, null, 0);
  }

  LadderPosition published(String job) {
    return new LadderPosition(attempt, rung, job, job.equals(jobId) ? publications + 1 : 1);
  }
}
