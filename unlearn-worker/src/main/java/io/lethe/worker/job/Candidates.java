package io.lethe.worker.job;

import io.lethe.domain.job.JobIds;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import java.time.Instant;
import java.util.regex.Pattern;

/** Turns a job and its end into the record that says so. */
final class Candidates {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private Candidates() {}

  static ModelCandidate succeeded(
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
        .build();
  }

  private static ModelCandidate.Builder ofJob(UnlearningJob job, Instant now) {
    return ModelCandidate.newBuilder()
        .setJobId(job.getJobId())
        .setModel(job.getModel())
        .setAttempt(job.getAttempt())
        .setParentDigest(job.getParentDigest())
        .setChampionEpoch(job.getChampionEpoch())
        .setDatasetDigest(job.getDatasetDigest())
        .setForgetSetDigest(job.getForgetSetDigest())
        .setExcludedDigest(job.getExcludedDigest())
        .setForgottenDigest(job.getForgottenDigest())
        .setForgottenUri(job.getForgottenUri())
        .setAlgorithm(job.getAlgorithm())
        .setHyperParameters(job.getHyperParameters())
        .setSeed(seed(job.getJobId()))
        .setProducedAt(now);
  }

  /** The seed that the job id fixes; 0 where a refused job's id is no digest. */
  static long seed(String jobId) {
    return DIGEST.matcher(jobId).matches() ? JobIds.seed(jobId) : 0;
  }
}
