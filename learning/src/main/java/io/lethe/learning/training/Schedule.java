// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which samples meet in which batch, epoch by epoch. */
@FunctionalInterface
public interface Schedule {

  /**
   * The updates of one epoch, in order. Each update is one or more passes, each a batch of
   * ordinals; the gradients of all its passes are added before Adam moves once (NegGrad+ has two).
   * Asked again for an epoch, it must answer the same; epochs may differ in length.
   */
  List<Update> epoch(int epoch);

  /**
   * One move of the optimizer.
   *
   * @param passes the batches, each with at least one ordinal
   */
  record Update(List<int[]> passes) {

    /** Refuses an update without a pass and a pass without a sample. */
    public Update {
      passes = List.copyOf(passes);
      if (passes.isEmpty() || passes.stream().anyMatch(pass -> pass.length == 0)) {
        throw new IllegalArgumentException(
            "an update needs at least one pass, and each pass at least one sample");
      }
    }

    /** An update of one pass. */
    public static Update of(int[] ordinals) {
      return new Update(List.of(ordinals));
    }
  }

  /** All ordinals once an epoch in a new order; the last batch may be short. */
  static Schedule shuffled(int[] ordinals, int batchSize, long seed) {
    if (ordinals.length == 0) {
      throw new IllegalArgumentException("there are no samples to train on");
    }
    int[] copy = ordinals.clone();
    return epoch ->
        batches(shuffle(copy, seed, epoch), batchSize).stream().map(Update::of).toList();
  }

  /** The ordinals in the order of this seed and epoch. */
  static int[] shuffle(int[] ordinals, long seed, int epoch) {
    int[] order = ordinals.clone();
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /** Cuts an order into batches. */
  static List<int[]> batches(int[] order, int batchSize) {
    List<int[]> batches = new ArrayList<>();
    for (int start = 0; start < order.length; start += batchSize) {
      batches.add(
          java.util.Arrays.copyOfRange(order, start, Math.min(order.length, start + batchSize)));
    }
    return batches;
  }
}
