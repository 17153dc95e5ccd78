// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.domain.crypto.Digests;
import io.lethe.evaluation.split.People;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.unlearning.UnlearningRows;
import java.nio.ByteBuffer;
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
    int[] train = dataset.ordinals(Split.TRAIN);
    if (forget.length == train.length) {
      throw new IllegalArgumentException(
          "the forget set holds all "
              + train.length
              + " train samples; name fewer subjects, there must be something to retain");
    }
    UnlearningRows rows = UnlearningRows.ofTrainWithout(train, forget, forget);
    long[] retained = new long[dataset.classes()];
    IntStream.of(rows.retain()).forEach(ordinal -> retained[dataset.label(ordinal)]++);
    for (int ordinal : forget) {
      if (retained[dataset.label(ordinal)] == 0) {
        throw new IllegalArgumentException(
            "the forget set holds every train sample of class '"
                + dataset.classNames().get(dataset.label(ordinal))
                + "'; name fewer subjects, a class that nobody is left in cannot be measured");
      }
    }
    return new ReproduceInput(dataset, rows, people);
  }

  /** SHA-256 over the forget set's ordinals. */
  String forgetDigest() {
    int[] forget = rows.forget();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * forget.length);
    IntStream.of(forget).forEach(bytes::putInt);
    return Digests.sha256Hex(bytes.array());
  }

  /** Sorted ordinals of test split and forget set: what reference models are asked about. */
  int[] testAndForget() {
    return IntStream.concat(IntStream.of(dataset.ordinals(Split.TEST)), IntStream.of(rows.forget()))
        .sorted()
        .toArray();
  }
}
