// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.relabel;

import io.lethe.learning.model.Logits;
import io.lethe.unlearning.TeacherLogits;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** A wrong label for every row to forget, written as logits. */
final class WrongLabels {
  /** So far above the others' 0 that their probability is 0 in 32-bit floats. */
  static final float CERTAIN = 1_000;

  private WrongLabels() {}

  /**
   * Draws for each row one of the labels that are not its own, all of them as likely.
   *
   * @param forget sorted rows
   * @param labels the true label of a row, in [0, K)
   * @param classes K, at least 2
   * @param seed the same seed draws the same labels
   * @return K logits a row: {@link #CERTAIN} at the drawn label, 0 elsewhere
   */
  static TeacherLogits draw(int[] forget, IntUnaryOperator labels, int classes, long seed) {
    if (classes < 2) {
      throw new IllegalArgumentException(
          "classes is " + classes + "; a wrong label needs at least 2");
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[Math.multiplyExact(forget.length, classes)];
    for (int i = 0; i < forget.length; i++) {
      int label = Objects.checkIndex(labels.applyAsInt(forget[i]), classes);
      int other = random.nextInt(classes - 1);
      logits[i * classes + (other < label ? other : other + 1)] = CERTAIN;
    }
    return new TeacherLogits(forget, new Logits(logits, forget.length, classes));
  }
}
