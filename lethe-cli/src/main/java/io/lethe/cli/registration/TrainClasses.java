// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.learning.dataset.Split;
import io.lethe.learning.source.RegisteredBundle;
import java.util.Arrays;
import java.util.List;

/** The classes of a dataset's train samples, by which the intake knows shares of them. */
final class TrainClasses {
  private TrainClasses() {}

  /** The class of each of these samples. */
  static List<Integer> of(RegisteredBundle dataset, int[] ordinals) {
    return Arrays.stream(ordinals).map(dataset::label).boxed().toList();
  }

  /** How many train samples each class has, whoever owns them. */
  static List<Long> count(RegisteredBundle dataset) {
    long[] samples = new long[dataset.classNames().size()];
    for (int ordinal = 0; ordinal < dataset.size(); ordinal++) {
      if (dataset.split(ordinal) == Split.TRAIN) {
        samples[dataset.label(ordinal)]++;
      }
    }
    return Arrays.stream(samples).boxed().toList();
  }
}
