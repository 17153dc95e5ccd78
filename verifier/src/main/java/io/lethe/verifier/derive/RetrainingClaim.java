// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.job.JobIds;
import io.lethe.learning.model.Numerics;
import io.lethe.learning.training.Retraining;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;

/**
 * How a candidate is said to have been trained anew. Recipe and seed are the job's; only the rest
 * is the worker's word.
 *
 * @param recipe of the training
 * @param seed of every random choice in it
 * @param codeVersion of the worker
 * @param numerics of the worker's machine
 */
public record RetrainingClaim(Retraining recipe, long seed, String codeVersion, Numerics numerics) {

  public RetrainingClaim {
    requireNonNull(recipe, "recipe");
    requireNonNull(codeVersion, "codeVersion");
    requireNonNull(numerics, "numerics");
  }

  /**
   * What job and worker say.
   *
   * @throws IllegalArgumentException if the job's hyper-parameters are no recipe
   */
  public static RetrainingClaim of(UnlearningJob job, Provenance provenance) {
    return new RetrainingClaim(
        Retraining.of(job.getHyperParameters()),
        JobIds.seed(job.getJobId()),
        provenance.getCodeVersion(),
        new Numerics(
            provenance.getEngine(),
            provenance.getDevice(),
            provenance.getThreads(),
            provenance.getPrecision(),
            provenance.getProcessor()));
  }
}
