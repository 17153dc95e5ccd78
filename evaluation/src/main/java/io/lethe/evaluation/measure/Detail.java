// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.WeightedSample;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A model beside another, row by row and summed up, for people to look at. Nobody is named in it.
 *
 * @param before the other's margins
 * @param after this model's
 * @param people of the forget set whose classes can be compared, in the order of their figures
 *     alone: where somebody stands in the list tells nothing else
 * @param classes by number
 */
public record Detail(Margins before, Margins after, List<Person> people, List<OfClass> classes) {

  /** Refuses missing parts, copies the lists. */
  public Detail {
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
    people = List.copyOf(people);
    classes = List.copyOf(classes);
  }

  /**
   * Log-odds margins, standardised per class by what the same model gives unseen samples.
   *
   * @param forget of the forget set, without classes of fewer than two unseen samples
   * @param unseen of the test samples that lie in no train sample, weighted to the forget set's
   *     class mix
   */
  public record Margins(WeightedSample forget, WeightedSample unseen) {

    /** Refuses missing parts. */
    public Margins {
      Objects.requireNonNull(forget, "forget");
      Objects.requireNonNull(unseen, "unseen");
    }
  }

  /**
   * One person of the forget set.
   *
   * @param samples that could be compared
   * @param before mean standardised margin of the other model; NaN where outputs are no numbers
   * @param after that of this model
   */
  public record Person(int samples, double before, double after) implements Comparable<Person> {

    /** By the figure after, then before; equal people cannot be told apart. */
    @Override
    public int compareTo(Person other) {
      return Comparator.comparingDouble(Person::after)
          .thenComparingDouble(Person::before)
          .thenComparingInt(Person::samples)
          .compare(this, other);
    }
  }

  /**
   * One class.
   *
   * @param label its number
   * @param test its test samples
   * @param before the other model's accuracy on them; NaN where there are none
   * @param after this model's
   * @param forget its samples in the forget set
   */
  public record OfClass(int label, int test, double before, double after, int forget) {

    /** What was lost, NaN where there are no test samples. */
    public double drop() {
      return before - after;
    }
  }
}
