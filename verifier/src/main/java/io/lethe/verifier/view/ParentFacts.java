// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.view;

import java.util.List;
import java.util.Objects;

/**
 * What model.events say of a version at the time it was champion.
 *
 * @param digest the version's digest
 * @param championEpoch the epoch in which it was champion
 * @param forgottenDigest what its lineage had forgotten
 * @param rootDigest with which the lineage was registered
 * @param rootTestAccuracy the root's test accuracy from its signed baseline; NaN if the event had
 *     none
 * @param datasetDigest the dataset that the model is bound to
 * @param datasetUri where it lies
 * @param forgottenSets digests of the sets that its lineage has forgotten one by one, oldest first;
 *     the first is what the root was trained without, if that was anybody
 */
public record ParentFacts(
    String digest,
    long championEpoch,
    String forgottenDigest,
    String rootDigest,
    double rootTestAccuracy,
    String datasetDigest,
    String datasetUri,
    List<String> forgottenSets) {

  /** Refuses missing facts, copies the list. */
  public ParentFacts {
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(forgottenDigest, "forgottenDigest");
    Objects.requireNonNull(rootDigest, "rootDigest");
    Objects.requireNonNull(datasetDigest, "datasetDigest");
    Objects.requireNonNull(datasetUri, "datasetUri");
    forgottenSets = List.copyOf(forgottenSets);
  }
}
