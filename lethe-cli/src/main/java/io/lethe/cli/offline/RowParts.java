// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.Dataset;
import io.lethe.unlearning.UnlearningRows;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** Rows to train on in their two parts, where both must be measured afterwards. */
public final class RowParts {
  private RowParts() {}

  /**
   * Parts rows.
   *
   * @param train ordinals that may be trained on
   * @param forget which of them are to be forgotten
   * @throws IllegalArgumentException if they are none, all, or all of a class
   */
  public static UnlearningRows of(Dataset dataset, int[] train, int[] forget) {
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
    return rows;
  }

  /** SHA-256 over ordinals, for the settings of what was measured on them. */
  public static String digest(int[] ordinals) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ordinals.length);
    IntStream.of(ordinals).forEach(bytes::putInt);
    return Digests.sha256Hex(bytes.array());
  }
}
