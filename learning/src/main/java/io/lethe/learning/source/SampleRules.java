// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Split;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What must hold for the samples of a dataset together, wherever they come from. */
final class SampleRules {

  private SampleRules() {}

  /**
   * Checks that labels have no gap, that there are train and test samples, and that every class
   * that is trained on is tested: unlearning is judged against unseen samples.
   *
   * @param place what messages name, such as a file
   * @throws DatasetException listing the first defects when there are any, of earlier checks too
   */
  static void check(String place, BundleIndex.Builder index, ClassTable classes, Defects defects) {
    classes.checkNoGap(place);
    Set<Split> present = EnumSet.noneOf(Split.class);
    for (int ordinal = 0; ordinal < index.samples(); ordinal++) {
      present.add(index.split(ordinal));
    }
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      if (!present.contains(split)) {
        defects.add(
            "%s has no %s sample: a dataset needs train and test samples"
                .formatted(place, split.label()));
      }
    }
    // Labels must be sound before they count anything.
    defects.throwIfAny();
    checkClasses(place, index, classes.names(), defects);
    defects.throwIfAny();
  }

  private static void checkClasses(
      String place, BundleIndex.Builder index, List<String> classNames, Defects defects) {
    int[] train = new int[classNames.size()];
    boolean[] tested = new boolean[classNames.size()];
    for (int ordinal = 0; ordinal < index.samples(); ordinal++) {
      switch (index.split(ordinal)) {
        case TRAIN -> train[index.label(ordinal)]++;
        case TEST -> tested[index.label(ordinal)] = true;
        case VALIDATION -> {
          // neither trained on nor attacked
        }
      }
    }
    for (int label = 0; label < train.length; label++) {
      if (train[label] > 0 && !tested[label]) {
        defects.add(
            "%s: class %s (label %d) has %d train samples and no test sample: forgetting is"
                    .formatted(place, Defects.quote(classNames.get(label)), label, train[label])
                + " verified against unseen samples of every class; add test samples of it, or"
                + " leave the class out");
      }
    }
  }
}
