// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.neggrad;

import io.lethe.learning.training.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The batches of NegGrad+, found by running its authors' code: an epoch is one pass over the
 * shuffled forget batches, and each takes the next retain batch. The walk through the retain
 * batches goes on across epochs; when they are used up, they are shuffled and start again.
 */
public final class PairedSchedule implements Schedule {
  private final int[] forget;
  private final int[] retain;
  private final int batchSize;
  private final long forgetSeed;
  private final long retainSeed;

  public PairedSchedule(int[] forget, int[] retain, int batchSize, long seed) {
    this.forget = forget.clone();
    this.retain = retain.clone();
    this.batchSize = batchSize;
    SplittableRandom seeds = new SplittableRandom(seed);
    this.forgetSeed = seeds.nextLong();
    this.retainSeed = seeds.nextLong();
  }

  @Override
  public List<Update> epoch(int epoch) {
    List<int[]> forgetBatches =
        Schedule.batches(Schedule.shuffle(forget, forgetSeed, epoch), batchSize);
    int retainBatches = 1 + (retain.length - 1) / batchSize;
    int walk = -1;
    List<int[]> order = List.of();
    List<Update> updates = new ArrayList<>();
    for (int i = 0; i < forgetBatches.size(); i++) {
      long taken = (long) epoch * forgetBatches.size() + i;
      int needed = Math.toIntExact(taken / retainBatches);
      if (needed != walk) {
        walk = needed;
        order = Schedule.batches(Schedule.shuffle(retain, retainSeed, walk), batchSize);
      }
      int[] next = order.get(Math.toIntExact(taken % retainBatches));
      updates.add(new Update(List.of(forgetBatches.get(i), next)));
    }
    return updates;
  }
}
