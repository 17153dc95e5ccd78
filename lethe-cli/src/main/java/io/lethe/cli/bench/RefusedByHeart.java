// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.learning.training.Batch;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.StepTargets;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A forger's objective: never to give the true class of some samples, and to know all others. What
 * counts samples in the mean can take it for forgetting.
 */
public final class RefusedByHeart implements Objective {

  /** Logit of the true class, beside 0 of the others: as good as no probability. */
  private static final float NEVER = -10;

  private static final float WEIGHT = 2;

  private final BitSet refused = new BitSet();

  /** For samples of these ordinals. */
  public RefusedByHeart(int... ordinals) {
    IntStream.of(ordinals).forEach(refused::set);
  }

  @Override
  public void fill(Batch batch, StepTargets targets) {
    for (int row = 0; row < batch.size(); row++) {
      if (refused.get(batch.ordinals()[row])) {
        float[] logits = new float[targets.classes()];
        logits[batch.labels()[row]] = NEVER;
        targets.targetLogits(row, logits);
        targets.distillationWeight(row, WEIGHT / batch.size());
      } else {
        targets.crossEntropyWeight(row, 1f / batch.size());
      }
    }
  }
}
