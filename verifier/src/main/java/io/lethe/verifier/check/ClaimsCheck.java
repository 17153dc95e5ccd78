// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.crypto.Digests;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.JobIdentity;
import io.lethe.schemas.work.WorkIdentity;
import io.lethe.schemas.work.WorkIdentity.Difference;
import io.lethe.verifier.view.ParentFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Holds a candidate's claims against its job, and the job against its own id and the model's
 * history.
 */
public final class ClaimsCheck {

  private ClaimsCheck() {}

  /** Differences between a candidate and the job it names; empty if there is none. */
  public static List<String> candidate(UnlearningJob job, ModelCandidate candidate) {
    List<String> findings = new ArrayList<>();
    for (Difference difference : WorkIdentity.of(job).differences(WorkIdentity.of(candidate))) {
      findings.add(differs(difference));
    }
    if (!job.getAlgorithm().equals(candidate.getAlgorithm())) {
      findings.add(
          differs(new Difference("algorithm", job.getAlgorithm(), candidate.getAlgorithm())));
    }
    if (candidate.getCandidateDigest() == null) {
      findings.add("the candidate names no digest: there are no bytes to measure");
    } else if (!names(
        candidate.getCandidateUri(), candidate.getCandidateDigest(), ArtifactRef::tree)) {
      findings.add(
          "the candidate's URI is "
              + candidate.getCandidateUri()
              + ", which is not that of a tree of digest "
              + candidate.getCandidateDigest());
    }
    return findings;
  }

  /** Differences between a job and what model.events say of its parent; empty if there is none. */
  public static List<String> job(UnlearningJob job, ParentFacts parent) {
    List<String> findings = new ArrayList<>();
    String id = JobIdentity.contentId(job);
    if (!id.equals(job.getJobId())) {
      findings.add("job id " + job.getJobId() + " is not the hash of the job's content, " + id);
    }
    if (!names(job.getForgottenUri(), job.getForgottenDigest(), ArtifactRef::blob)) {
      findings.add(
          "the job's forgotten URI is "
              + job.getForgottenUri()
              + ", which is not that of a blob of digest "
              + job.getForgottenDigest());
    }
    if (!parent.datasetDigest().equals(job.getDatasetDigest())) {
      findings.add(
          "the job's dataset digest is "
              + job.getDatasetDigest()
              + ", the model was registered with "
              + parent.datasetDigest());
    }
    return findings;
  }

  /** What is measured is read by digest, what is served by URI: a report signs both. */
  private static boolean names(
      String uri, String digest, Function<String, ArtifactRef> referenceOf) {
    return Digests.isSha256Hex(digest) && referenceOf.apply(digest).uri().equals(uri);
  }

  private static String differs(Difference difference) {
    return "the candidate's %s is %s, the job's is %s"
        .formatted(difference.field(), difference.found(), difference.expected());
  }
}
