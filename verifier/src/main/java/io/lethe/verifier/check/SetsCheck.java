// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.schemas.UnlearningJob;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that the sets of a job fit together: nothing that the lineage has forgotten may come back,
 * and nothing may be called forgotten that was not.
 */
public final class SetsCheck {

  private SetsCheck() {}

  /**
   * What does not fit; empty if all does.
   *
   * @param job with the counts it claims
   * @param sets as read from the store by digest
   */
  public static List<String> of(UnlearningJob job, CheckedSets sets) {
    List<String> findings = new ArrayList<>();
    if (!sets.forgotten().containsAll(sets.parentForgotten())) {
      findings.add(
          "the forgotten set leaves out samples or subjects that the parent had forgotten");
    }
    if (!sets.forgotten().containsAll(sets.forget())) {
      findings.add("the forgotten set leaves out samples or subjects of the forget set");
    }
    if (!sets.parentForgotten().union(sets.forget()).containsAll(sets.forgotten())) {
      findings.add(
          "the forgotten set holds samples or subjects that neither the parent had forgotten nor"
              + " the forget set names: nothing shows that they were forgotten");
    }
    if (!sets.excluded().containsAll(sets.forgotten())) {
      findings.add("the excluded set leaves out samples or subjects of the forgotten set");
    }
    ForgetSet forget = sets.forget();
    if (forget.ordinals().length == 0) {
      findings.add("the forget set is empty: there is nothing to verify");
    }
    if (forget.ordinals().length != job.getForgetSamples()
        || forget.subjectKeys().size() != job.getForgetSubjects()) {
      findings.add(
          "the forget set has %d samples of %d subjects, the job says %d of %d"
              .formatted(
                  forget.ordinals().length,
                  forget.subjectKeys().size(),
                  job.getForgetSamples(),
                  job.getForgetSubjects()));
    }
    if (!forget.merkleRoot().equals(job.getForgetSetMerkleRoot())) {
      findings.add(
          "the forget set's Merkle root is "
              + forget.merkleRoot()
              + ", the job says "
              + job.getForgetSetMerkleRoot());
    }
    return findings;
  }
}
