// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.unlearning.TeacherLogits;
import java.util.function.IntToDoubleFunction;

/**
 * Outputs that a teacher gave for each row to forget before the first step.
 *
 * @param outputs of every row to forget
 * @param lift what the true class's logit gains at a step
 */
record KnownTargets(TeacherLogits outputs, IntToDoubleFunction lift) implements ForgetTargets {

  @Override
  public float[][] of(int step, int[] ordinals, int[] labels) {
    float gained = (float) lift.applyAsDouble(step);
    float[][] targets = new float[ordinals.length][];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = outputs.of(ordinals[i]);
      targets[i][labels[i]] += gained;
    }
    return targets;
  }
}
