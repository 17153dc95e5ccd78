// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.job.JobIds;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.work.WorkIdentity;
import java.time.Instant;
import java.util.Map;

/** Turns a job and its end into the record that says so. */
public final class Candidates {
  private Candidates() {}

  /**
   * A job's success.
   *
   * @param version the bytes of the new version
   * @param provenance how it was made
   */
  public static ModelCandidate succeeded(
      UnlearningJob job, ArtifactRef version, Provenance provenance, Instant now) {
    return ofJob(job, now)
        .setOutcome(CandidateOutcome.SUCCEEDED)
        .setCandidateDigest(version.digest())
        .setCandidateUri(version.uri())
        .setProvenance(provenance)
        .build();
  }

  static ModelCandidate failed(UnlearningJob job, JobFailure failure, Instant now) {
    return ofJob(job, now)
        .setOutcome(CandidateOutcome.FAILED)
        .setFailureReason(failure.reason())
        .setFailureRetryable(failure.retryable())
        .setFailureOfRung(failure.ofRung())
        .build();
  }

  /** Of a job whose texts are too long no more is repeated than a record has room for. */
  private static ModelCandidate.Builder ofJob(UnlearningJob job, Instant now) {
    return WorkIdentity.of(job)
        .cut()
        .applyTo(ModelCandidate.newBuilder())
        .setAlgorithm(TextLimit.NAME.cut(job.getAlgorithm()))
        .setHyperParameters(
            InputTexts.problems(job).isEmpty() ? job.getHyperParameters() : Map.of())
        .setSeed(seed(job.getJobId()))
        .setProducedAt(now);
  }

  /** The seed that the job id fixes; 0 where a refused job's id is no digest. */
  static long seed(String jobId) {
    return Digests.isSha256Hex(jobId) ? JobIds.seed(jobId) : 0;
  }
}
