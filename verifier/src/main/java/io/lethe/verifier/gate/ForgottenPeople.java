// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import java.util.stream.IntStream;

/**
 * How many there are to be forgotten.
 *
 * @param samples in the forget set
 * @param comparable people with at least two samples; 0 where there are fewer than three people, so
 *     that nobody can be compared with others
 */
public record ForgottenPeople(long samples, long comparable) {
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
    return new ForgottenPeople(
        people.length,
        samples.length < FEWEST
            ? 0
            : IntStream.range(0, samples.length).filter(each -> samples[each] > 1).count());
  }
}
