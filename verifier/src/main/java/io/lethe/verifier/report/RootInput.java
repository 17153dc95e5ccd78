// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.verifier.reference.ReferenceModels;
import java.nio.file.Path;

/**
 * A root to measure.
 *
 * @param root its SavedModel
 * @param datasetDigest the registered dataset
 * @param datasetUri where it lies
 * @param without on whom it was not trained, by its registrar's word; empty: on everybody
 * @param gate the policy's limits
 * @param order the verifier's own order
 * @param references small networks that never saw those
 */
record RootInput(
    Path root,
    String datasetDigest,
    String datasetUri,
    ForgetSet without,
    Gate gate,
    SampleOrder order,
    ReferenceModels references) {

  boolean isOnEverybody() {
    return without.equals(ForgetSet.empty());
  }

  /** What it may not have been trained on, twins among it. */
  int[] excluded() {
    return without.takingTwinsIn().ordinals();
  }
}
