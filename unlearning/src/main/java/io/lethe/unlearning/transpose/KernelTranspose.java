// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.transpose;

import io.lethe.domain.policy.Algorithm;
import io.lethe.learning.training.Objective;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.Training;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.util.Set;

/**
 * Kernel transpose (CT): swap the two spatial axes of every square convolution kernel of the
 * parent, then fine-tune on the retain rows with mean cross entropy,
 *
 * <pre>K'[h, w, c, o] = K[w, h, c, o]</pre>
 *
 * <p>The swapped kernels are as large and as varied as before, so that the network learns again
 * faster than from a fresh draw, and what it knew by heart of single images no longer fits. Nothing
 * is done about the forget rows: like {@code eu-k} it breaks the parent, and rehearses what may
 * stay. Weights of one pixel's kernels, dense layers and normalisation keep their values. On images
 * that look alike when mirrored at the diagonal it would change little.
 *
 * <p>Needs the signature {@code transpose_kernels}. Constant learning rate, a fresh Adam. Cost:
 * epochs x |retain| rows. Deterministic for a seed.
 *
 * @see <a href="https://arxiv.org/abs/2410.01276">Cadet et al., Deep Unlearn: Benchmarking Machine
 *     Unlearning, which takes it from the unlearning competition of NeurIPS 2023</a>
 */
public final class KernelTranspose implements UnlearningAlgorithm {
  private static final String TRANSPOSE_KERNELS = "transpose_kernels";

  @Override
  public Algorithm algorithm() {
    return Algorithm.KERNEL_TRANSPOSE;
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return Set.of(TRANSPOSE_KERNELS);
  }

  @Override
  public UnlearningResult run(UnlearningContext context) {
    context.model().transposeKernels(context.seed());
    return UnlearningResult.withoutTeacher(
        Training.run(
            context, context.retain(), Objective.crossEntropy(), Training.settings(context)));
  }
}
