package io.lethe.registry.model;

import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;

/**
 * Which piece of work an event is about.
 *
 * @param jobId the job
 * @param attempt its attempt
 * @param forgetSetDigest the set to forget
 * @param parentDigest the base it was made for
 * @param championEpoch the epoch it was made for
 */
record Work(
    String jobId, int attempt, String forgetSetDigest, String parentDigest, long championEpoch) {

  /** What {@link #isWellFormed} asks for, in words. */
  static final String RULE =
      "job id, forget set and parent must each be named by a SHA-256 of 64 lower-case hexadecimal digits";

  boolean isWellFormed() {
    return RowRules.isDigest(jobId) && RowRules.isDigest(forgetSetDigest) && RowRules.isDigest(parentDigest);
  }

  static Work of(UnlearningJob job) {
    return new Work(
        job.getJobId(),
        job.getAttempt(),
        job.getForgetSetDigest(),
        job.getParentDigest(),
        job.getChampionEpoch());
  }

  static Work of(ModelCandidate candidate) {
    return new Work(
        candidate.getJobId(),
        candidate.getAttempt(),
        candidate.getForgetSetDigest(),
        candidate.getParentDigest(),
        candidate.getChampionEpoch());
  }

  static Work of(VerificationReport report) {
    return new Work(
        report.getJobId(),
        report.getAttempt(),
        report.getForgetSetDigest(),
        report.getParentDigest(),
        report.getChampionEpoch());
  }

  ModelEvent.Builder on(ModelEvent.Builder event) {
    return event.setJobId(jobId).setAttempt(attempt).setForgetSetDigest(forgetSetDigest);
  }
}
