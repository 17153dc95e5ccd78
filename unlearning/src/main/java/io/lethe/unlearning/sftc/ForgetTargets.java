// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

/** What the rows to forget are taught in place of the parent's outputs. */
@FunctionalInterface
public interface ForgetTargets {

  /**
   * Logits for the forget rows of one batch. Called once a batch, in the order of the batches.
   *
   * @param step the optimizer's update, counted from 0
   * @param ordinals the rows
   * @param labels their true labels, each in [0, K)
   * @return {@code [ordinals.length][K]}
   */
  float[][] of(int step, int[] ordinals, int[] labels);
}
