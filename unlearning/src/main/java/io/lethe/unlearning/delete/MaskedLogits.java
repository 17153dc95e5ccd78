// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.delete;

import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.sftc.ForgetTargets;
import java.util.Objects;

/**
 * The parent's outputs of rows to forget, the true class masked: its logit lies so far below the
 * largest of the others that its probability is 0 in 32-bit floats, and finite, since the graph's
 * divergence multiplies that 0 with it. Softmax over the others is as it would be without the
 * class.
 */
final class MaskedLogits implements ForgetTargets {
  /** exp(-1000) is 0 in 32-bit floats; those end at exp(-104). */
  private static final float FAR = 1_000;

  private final TeacherLogits parent;

  MaskedLogits(TeacherLogits parent) {
    this.parent = parent;
  }

  @Override
  public float[][] of(int step, int[] ordinals, int[] labels) {
    float[][] result = new float[ordinals.length][];
    for (int i = 0; i < ordinals.length; i++) {
      result[i] = masked(parent.of(ordinals[i]), labels[i]);
    }
    return result;
  }

  private static float[] masked(float[] logits, int label) {
    Objects.checkIndex(label, logits.length);
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      if (k != label) {
        largest = Math.max(largest, logits[k]);
      }
    }
    logits[label] = largest - FAR;
    return logits;
  }
}
