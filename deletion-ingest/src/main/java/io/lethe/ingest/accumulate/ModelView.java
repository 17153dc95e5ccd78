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
 * @param trainedWithout those on whom the root was not trained
 */
public record ModelView(
    ParentVersion champion,
    String datasetDigest,
    String datasetUri,
    String policy,
    String policyDigest,
    LeftOut trainedWithout) {

  /**
   * Those on whom a root was not trained.
   *
   * @param digest of the set of them
   * @param shown whether the verifier's report shows it; else it is its registrar's word
   */
  public record LeftOut(String digest, boolean shown) {
    /** Checks presence. */
    public LeftOut {
      Objects.requireNonNull(digest, "digest");
    }
  }

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
