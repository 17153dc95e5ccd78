// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.verifier.derive.Derivation;
import io.lethe.verifier.derive.Probe;
import io.lethe.verifier.reference.ReferenceModels;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine measures.
 *
 * @param candidate SavedModel to judge
 * @param parent SavedModel from which it was made; may be the same one
 * @param datasetDigest the registered dataset
 * @param datasetUri where it lies
 * @param forget the forget set
 * @param excluded what may not have been trained on
 * @param forgotten what the new version has forgotten, all of its lineage
 * @param earlier sets that the lineage forgot before
 * @param rootTestAccuracy of the root's signed baseline, or NaN
 * @param gate the policy's limits
 * @param level shared over all verdicts about the set's people
 * @param algorithm with which the candidate was made, by the job
 * @param order the verifier's own order
 * @param derivation of a candidate that was trained anew
 * @param relearning the candidate after one more epoch
 * @param references small networks that never saw the set
 */
public record EngineInput(
    Path candidate,
    Path parent,
    String datasetDigest,
    String datasetUri,
    ForgetSet forget,
    ForgetSet excluded,
    ForgetSet forgotten,
    List<ForgetSet> earlier,
    double rootTestAccuracy,
    Gate gate,
    SharedLevel level,
    String algorithm,
    SampleOrder order,
    Derivation derivation,
    Probe relearning,
    ReferenceModels references) {

  /** Copies the list. */
  public EngineInput {
    earlier = List.copyOf(earlier);
  }
}
