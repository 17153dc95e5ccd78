// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

/** A way to learn an attack. Keeps nothing of what it trained. */
@FunctionalInterface
public interface AttackTrainer {

  /**
   * Learns to tell members from non-members; the same input gives the same attack.
   *
   * @param features one row a sample
   * @param member whether the model under attack was trained on that sample
   * @param seed of whatever is random
   * @throws AttackException if it cannot be trained
   */
  Attack train(FeatureMatrix features, boolean[] member, long seed);
}
