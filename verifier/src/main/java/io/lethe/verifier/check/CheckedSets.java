// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.schemas.UnlearningJob;
import io.lethe.verifier.view.ParentFacts;
import java.util.List;

/**
 * The sets that a job names by digest.
 *
 * @param forget what this job has to forget
 * @param excluded all that may not have been trained on
 * @param forgotten what the new version has forgotten
 * @param parentForgotten what its parent had forgotten, as model.events say
 * @param earlier the sets that were forgotten one by one before, oldest first
 */
public record CheckedSets(
    ForgetSet forget,
    ForgetSet excluded,
    ForgetSet forgotten,
    ForgetSet parentForgotten,
    List<ForgetSet> earlier) {

  /** Copies the list. */
  public CheckedSets {
    earlier = List.copyOf(earlier);
  }

  /** Reads all by digest; the store refuses bytes that do not match. */
  public static CheckedSets read(ArtifactStore store, UnlearningJob job, ParentFacts parent) {
    return new CheckedSets(
        read(store, job.getForgetSetDigest()),
        read(store, job.getExcludedDigest()),
        read(store, job.getForgottenDigest()),
        read(store, parent.forgottenDigest()),
        parent.forgottenSets().stream().map(digest -> read(store, digest)).toList());
  }

  private static ForgetSet read(ArtifactStore store, String digest) {
    return ForgetSet.parse(store.readBlob(digest));
  }
}
