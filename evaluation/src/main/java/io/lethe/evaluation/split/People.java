// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import io.lethe.learning.dataset.BundleSource;
import io.lethe.learning.dataset.Owners;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which samples are one person's. What a person's samples say is alike, so that they count as one
 * draw and not as several. A sample of nobody stands for itself.
 */
public final class People {
  /**
   * An interval by person counts on many: what fewer than so many say scatters further than a
   * normal quantile of their standard error allows for.
   */
  public static final int FEWEST_FOR_INTERVALS = 5;

  private final int[] personOf;

  private People(int[] personOf) {
    this.personOf = personOf;
  }

  /** Nobody's samples, every one by itself. */
  public static People none() {
    return new People(new int[0]);
  }

  /** The people of a bundle's samples, of all splits. */
  public static People of(BundleSource source) {
    return of(IntStream.range(0, source.size()).map(source::owner).toArray());
  }

  /**
   * People by number.
   *
   * @param personOf by ordinal: equal numbers for the samples of one person, {@link Owners#NOBODY}
   *     for nobody's
   */
  public static People of(int... personOf) {
    return new People(personOf.clone());
  }

  /**
   * Numbers these samples' people from 0 on, in the order of their first sample.
   *
   * @return {@code [ordinals.length]}; equal numbers for the samples of one person
   */
  public int[] clusters(int[] ordinals) {
    Map<Integer, Integer> numbers = new HashMap<>();
    int[] clusters = new int[ordinals.length];
    int next = 0;
    for (int i = 0; i < ordinals.length; i++) {
      int person = ordinals[i] < personOf.length ? personOf[ordinals[i]] : Owners.NOBODY;
      if (person == Owners.NOBODY) {
        clusters[i] = next++;
        continue;
      }
      Integer known = numbers.putIfAbsent(person, next);
      clusters[i] = known == null ? next++ : known;
    }
    return clusters;
  }

  /** How many people these samples are of. */
  public int count(int[] ordinals) {
    return IntStream.of(clusters(ordinals)).max().orElse(-1) + 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof People that && Arrays.equals(personOf, that.personOf);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(personOf);
  }

  @Override
  public String toString() {
    return "People["
        + Arrays.stream(personOf).filter(p -> p != Owners.NOBODY).distinct().count()
        + "]";
  }
}
