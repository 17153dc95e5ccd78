// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.util.Objects;

/**
 * A registered model as model.events has it.
 *
 * @param champion the current champion
 * @param datasetDigest its dataset
 * @param datasetUri where the dataset lies
 * @param policy policy in force, canonical JSON
 * @param policyDigest the policy's digest
 * @param trainedWithout digest of the set of those on whom the root was not trained, by its
 *     registrar's word
 */
public record ModelView(
    ParentVersion champion,
    String datasetDigest,
    String datasetUri,
    String policy,
    String policyDigest,
    String trainedWithout) {
  /** Checks presence. */
  public ModelView {
    Objects.requireNonNull(champion, "champion");
    Objects.requireNonNull(datasetDigest, "datasetDigest");
    Objects.requireNonNull(datasetUri, "datasetUri");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(policyDigest, "policyDigest");
    Objects.requireNonNull(trainedWithout, "trainedWithout");
  }

  ModelView with(ParentVersion next) {
    return new ModelView(next, datasetDigest, datasetUri, policy, policyDigest, trainedWithout);
  }

  ModelView withPolicy(String nextPolicy, String nextDigest) {
    return new ModelView(
        champion, datasetDigest, datasetUri, nextPolicy, nextDigest, trainedWithout);
  }
}
