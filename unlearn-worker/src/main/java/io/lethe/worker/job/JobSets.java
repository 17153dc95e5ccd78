// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.schemas.UnlearningJob;
import io.lethe.unlearning.UnlearningRows;

/**
 * The sets that a job names, fetched by digest and checked against the job and against each other.
 *
 * @param forget what to forget now
 * @param excluded what may not be trained on: the parent's forgotten, this set, parked sets
 * @param forgotten what the new version will have forgotten
 */
record JobSets(ForgetSet forget, ForgetSet excluded, ForgetSet forgotten) {

  /**
   * Refuses sets of which one should hold another and does not: a hole there teaches a forgotten
   * person again.
   */
  JobSets {
    if (forget.ordinals().length == 0) {
      throw new JobRefusedException("the forget set is empty; there is nothing to unlearn");
    }
    requireHolds("forgotten", forgotten, "forget", forget);
    requireHolds("excluded", excluded, "forget", forget);
    requireHolds("excluded", excluded, "forgotten", forgotten);
  }

  /**
   * Reads the three sets. The store checks the bytes against the digests.
   *
   * @throws JobRefusedException if a set contradicts the job's counts or Merkle root, or another
   *     set
   * @throws io.lethe.kit.artifact.ArtifactMissingException if the store lacks one
   * @throws io.lethe.kit.artifact.ArtifactCorruptException if the bytes are not those of the digest
   */
  static JobSets load(UnlearningJob job, ArtifactStore store) {
    JobSets sets =
        new JobSets(
            read("forget", job.getForgetSetDigest(), store),
            read("excluded", job.getExcludedDigest(), store),
            read("forgotten", job.getForgottenDigest(), store));
    requireEqual("forgetSamples", job.getForgetSamples(), (long) sets.forget.ordinals().length);
    requireEqual(
        "forgetSubjects", job.getForgetSubjects(), (long) sets.forget.subjectKeys().size());
    requireEqual(
        "excludedSamples", job.getExcludedSamples(), (long) sets.excluded.ordinals().length);
    requireEqual("forgetSetMerkleRoot", job.getForgetSetMerkleRoot(), sets.forget.merkleRoot());
    return sets;
  }

  /**
   * Retain = train - excluded.
   *
   * @throws JobRefusedException if a set holds a row outside the train split, or nothing is left to
   *     retain
   */
  UnlearningRows rows(Dataset dataset) {
    try {
      return UnlearningRows.ofTrainWithout(
          dataset.ordinals(Split.TRAIN), excluded.ordinals(), forget.ordinals());
    } catch (IllegalArgumentException e) {
      throw new JobRefusedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ForgetSet read(String name, String digest, ArtifactStore store) {
    try {
      return ForgetSet.parse(store.readBlob(digest));
    } catch (IllegalArgumentException e) {
      throw new JobRefusedException(
          "the " + name + " set " + digest + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireHolds(
      String outerName, ForgetSet outer, String innerName, ForgetSet inner) {
    if (!outer.containsAll(inner)) {
      throw new JobRefusedException(
          "the "
              + outerName
              + " set lacks rows or subjects of the "
              + innerName
              + " set; it must hold all of them");
    }
  }

  private static void requireEqual(String field, Object claimed, Object found) {
    if (!claimed.equals(found)) {
      throw new JobRefusedException(
          "the job's " + field + " is " + claimed + " and the stored set has " + found);
    }
  }
}
