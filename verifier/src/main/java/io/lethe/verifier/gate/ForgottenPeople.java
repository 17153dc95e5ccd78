// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import io.lethe.evaluation.split.People;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many there are to be forgotten.
 *
 * @param samples in the forget set
 * @param people who own them
 * @param comparable people with at least two samples; 0 where there are fewer than three, so that
 *     nobody can be compared with others
 */
public record ForgottenPeople(long samples, long people, long comparable) {
  private static final int FEWEST = 3;

  /**
   * The people of these samples.
   *
   * @param people one number a sample, from 0 on, equal for the samples of one person
   */
  public static ForgottenPeople of(int[] people) {
    long[] samples = new long[IntStream.of(people).max().orElse(-1) + 1];
    for (int person : people) {
      samples[person]++;
    }
    long comparable = Arrays.stream(samples).filter(each -> each > 1).count();
    return new ForgottenPeople(people.length, samples.length, comparable < FEWEST ? 0 : comparable);
  }

  /** Whether intervals by person can be given. */
  public boolean areEnoughForIntervals() {
    return people >= People.FEWEST_FOR_INTERVALS;
  }
}
