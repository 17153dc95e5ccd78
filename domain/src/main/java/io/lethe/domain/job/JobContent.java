// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.job;

import io.lethe.domain.crypto.Digests;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a job orders; its id is the digest of this.
 *
 * @param model the model
 * @param parentDigest the version to start from
 * @param championEpoch the epoch it is made for
 * @param forgetSetDigest what to forget
 * @param excludedDigest what may not be trained on
 * @param datasetDigest the registered dataset
 * @param algorithm the unlearning algorithm
 * @param hyperParameters its hyper-parameters, decimal text
 * @param attempt counts the rungs that were tried, from 1; an infrastructure retry keeps it
 * @param parentFigures what the parent's report says of it on unseen samples, if it says it
 */
public record JobContent(
    String model,
    String parentDigest,
    long championEpoch,
    String forgetSetDigest,
    String excludedDigest,
    String datasetDigest,
    String algorithm,
    Map<String, String> hyperParameters,
    int attempt,
    Optional<TestFigures> parentFigures) {

  /** Refuses what is no digest, and an attempt below 1. Copies the map. */
  public JobContent {
    Objects.requireNonNull(model, "model");
    Digests.requireSha256Hex(parentDigest, "parentDigest");
    Digests.requireSha256Hex(forgetSetDigest, "forgetSetDigest");
    Digests.requireSha256Hex(excludedDigest, "excludedDigest");
    Digests.requireSha256Hex(datasetDigest, "datasetDigest");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(parentFigures, "parentFigures");
    hyperParameters = Map.copyOf(hyperParameters);
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt counts from 1, not " + attempt);
    }
  }
}
