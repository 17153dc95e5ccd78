// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.offline.RowParts;
import io.lethe.evaluation.split.People;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.unlearning.UnlearningRows;
import java.util.stream.IntStream;

/**
 * The data: images, and which of them are to be forgotten.
 *
 * @param dataset decoded at the models' image size
 * @param rows the train split's two parts
 * @param people whose samples they are
 */
public record ReproduceInput(Dataset dataset, UnlearningRows rows, People people) {

  /**
   * Parts the train split.
   *
   * @param forget ordinals to forget
   * @throws IllegalArgumentException if they are none, all, or all of a class
   */
  public static ReproduceInput of(Dataset dataset, int[] forget, People people) {
    UnlearningRows rows = RowParts.of(dataset, dataset.ordinals(Split.TRAIN), forget);
    return new ReproduceInput(dataset, rows, people);
  }

  /** SHA-256 over the forget set's ordinals. */
  String forgetDigest() {
    return RowParts.digest(rows.forget());
  }

  /** Sorted ordinals of test split and forget set: what reference models are asked about. */
  int[] testAndForget() {
    return IntStream.concat(IntStream.of(dataset.ordinals(Split.TEST)), IntStream.of(rows.forget()))
        .sorted()
        .toArray();
  }
}
