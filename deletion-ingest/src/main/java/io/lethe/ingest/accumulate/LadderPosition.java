// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a set has come on the ladder.
 *
 * @param attempt rungs refused or passed over so far, plus one, in this set and in those that were
 *     dissolved into it: never counts back, so that a set that a person sends to work again, or
 *     that has the people of a dissolved one, gets jobs that were not decided before
 * @param rung of the ladder, from 1
 * @param jobId the job published last, null if none
 * @param publications how often that job was published
 * @param onlyRetrain whether its samples could not tell of an approximate version: what follows is
 *     retraining
 */
public record LadderPosition(
    int attempt, int rung, @Nullable String jobId, int publications, boolean onlyRetrain) {
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

  /** The first rung, after so many attempts of sets that were dissolved. */
  static LadderPosition first(int attemptsBefore) {
    return new LadderPosition(attemptsBefore + 1, 1, null, 0, false);
  }

  /** The same place, from which only retraining goes on. */
  LadderPosition beforeRetraining() {
    return new LadderPosition(attempt, rung, jobId, publications, true);
  }

  /**
   * The gate said no or could not tell, or the rung cannot be run on such a set: the next one.
   *
   * @return empty where none is left
   */
  Optional<LadderPosition> next(List<Strategy> ladder) {
    return from(rung + 1, ladder)
        .map(further -> new LadderPosition(attempt + 1, further, null, 0, onlyRetrain));
  }

  /** A person sends it back: the first rung again, of those that go on. */
  LadderPosition sentBack(boolean rejected) {
    return new LadderPosition(rejected ? attempt + 1 : attempt, 1, null, 0, onlyRetrain);
  }

  /** The same place on this ladder, which may be another by now; behind its end if none is left. */
  LadderPosition on(List<Strategy> ladder) {
    int place = from(rung, ladder).orElse(ladder.size() + 1);
    return new LadderPosition(attempt, place, jobId, publications, onlyRetrain);
  }

  /** The first rung from this one on that may be tried. */
  private Optional<Integer> from(int least, List<Strategy> ladder) {
    return IntStream.rangeClosed(least, ladder.size())
        .boxed()
        .filter(each -> !onlyRetrain || Policies.isRetraining(ladder.get(each - 1).algorithm()))
        .findFirst();
  }

  LadderPosition published(String job) {
    return new LadderPosition(
        attempt, rung, job, job.equals(jobId) ? publications + 1 : 1, onlyRetrain);
  }
}
