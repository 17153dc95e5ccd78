// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.layers;

import io.lethe.learning.model.ModelVariable;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.InvalidHyperParametersException;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The split of a network that CF-k and EU-k make: the first k blocks keep their weights, the rest
 * is trained. Blocks are the network's top-level parts, counted from the input, as the paper's "the
 * first k layers" and its authors' code count them (ResNet-18: conv1 0, bn1 1, relu 2, maxpool 3,
 * layer1..4 4..7, avgpool 8, fc 9; with k = 5 the stem and layer1 are frozen).
 *
 * <p>A frozen layer's weights stay bit for bit. Its batch normalisation still works in training
 * mode, on the statistics of the batch, and its moving statistics follow the retain rows: so it is
 * in the authors' code, which freezes parameters only.
 */
final class FrozenBlocks {
  private final int k;
  private final List<ModelVariable> variables;

  private FrozenBlocks(int k, List<ModelVariable> variables) {
    this.k = k;
    this.variables = List.copyOf(variables);
  }

  /**
   * Freezes the first {@code k} blocks of a network.
   *
   * @throws InvalidHyperParametersException if no weight would be left to train
   */
  static FrozenBlocks first(
      int k, String algorithm, List<ModelVariable> variables, IntPredicate trainable) {
    int last = -1;
    for (int i = 0; i < variables.size(); i++) {
      if (trainable.test(i)) {
        last = Math.max(last, variables.get(i).block());
      }
    }
    if (k > last) {
      throw new InvalidHyperParametersException(
          HyperParameters.LAYERS
              + " is "
              + k
              + "; "
              + algorithm
              + " freezes the first "
              + k
              + " blocks and the last weights of this model are in block "
              + last
              + ", counted from 0: "
              + (last < 1
                  ? "it has nothing to freeze, choose another algorithm"
                  : "choose from 1 to " + last));
    }
    return new FrozenBlocks(k, variables);
  }

  /** 1 for all that EU-k draws anew: weights and moving statistics from block k on. */
  float[] reinitializeMask() {
    return mask(this::isFree, i -> false);
  }

  /** 1 for all that training may change: what {@link #reinitializeMask} holds, and statistics. */
  float[] updateMask(IntPredicate trainable) {
    return mask(this::isFree, trainable.negate());
  }

  private boolean isFree(ModelVariable variable) {
    return variable.block() >= k;
  }

  private float[] mask(Predicate<ModelVariable> free, IntPredicate anyway) {
    float[] mask = new float[variables.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = free.test(variables.get(i)) || anyway.test(i) ? 1 : 0;
    }
    return mask;
  }
}
