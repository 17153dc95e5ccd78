// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.schemas.ForgetSetStored;
import java.util.List;
import java.util.Objects;

/**
 * A sealed set in the artifact store, united with an exclusion base.
 *
 * @param exclusionBase what it is united with
 * @param forgetSetDigest the set
 * @param forgetSetUri where it lies
 * @param subjects subjects in the set
 * @param samples samples in the set
 * @param merkleRoot RFC 6962 root over its subject keys
 * @param excludedDigest parent's forgotten, this set, parked sets, and unless the policy keeps them
 *     their twins
 * @param excludedUri where that lies
 * @param excludedSamples samples in it
 * @param forgottenDigest parent's forgotten and this set
 * @param forgottenUri where that lies
 */
public record UnitedSet(
    ExclusionBase exclusionBase,
    String forgetSetDigest,
    String forgetSetUri,
    long subjects,
    long samples,
    String merkleRoot,
    String excludedDigest,
    String excludedUri,
    long excludedSamples,
    String forgottenDigest,
    String forgottenUri) {
  /** Checks presence and counts. */
  public UnitedSet {
    Objects.requireNonNull(exclusionBase, "exclusionBase");
    Objects.requireNonNull(forgetSetDigest, "forgetSetDigest");
    Objects.requireNonNull(forgetSetUri, "forgetSetUri");
    Objects.requireNonNull(merkleRoot, "merkleRoot");
    Objects.requireNonNull(excludedDigest, "excludedDigest");
    Objects.requireNonNull(excludedUri, "excludedUri");
    Objects.requireNonNull(forgottenDigest, "forgottenDigest");
    Objects.requireNonNull(forgottenUri, "forgottenUri");
    if (subjects < 1 || samples < 1 || excludedSamples < samples) {
      throw new IllegalArgumentException(
          "a set has subjects and samples and excludes at least its own, found: "
              + subjects
              + ", "
              + samples
              + ", excluded "
              + excludedSamples);
    }
  }

  /**
   * A set that is written, but could not be united. Its exclusion base is that of no model, so it
   * is united anew before any job.
   */
  static UnitedSet notUnited(ForgetSetStored stored) {
    return new UnitedSet(
        new ExclusionBase("", List.of(), false),
        stored.getForgetSetDigest(),
        stored.getForgetSetUri(),
        stored.getForgetSubjects(),
        stored.getForgetSamples(),
        stored.getForgetSetMerkleRoot(),
        stored.getForgetSetDigest(),
        stored.getForgetSetUri(),
        stored.getForgetSamples(),
        stored.getForgetSetDigest(),
        stored.getForgetSetUri());
  }

  static UnitedSet of(ExclusionBase exclusionBase, ForgetSetStored stored) {
    return new UnitedSet(
        exclusionBase,
        stored.getForgetSetDigest(),
        stored.getForgetSetUri(),
        stored.getForgetSubjects(),
        stored.getForgetSamples(),
        stored.getForgetSetMerkleRoot(),
        stored.getExcludedDigest(),
        stored.getExcludedUri(),
        stored.getExcludedSamples(),
        stored.getForgottenDigest(),
        stored.getForgottenUri());
  }
}
