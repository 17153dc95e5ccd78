// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.work;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a job, its candidate and the report on it all say of one piece of work. Where two of them
 * differ, they are not about the same work.
 *
 * @param jobId the job; null in a report on a registered root
 * @param model the model
 * @param attempt rung of the strategy ladder, from 1
 * @param parentDigest the version to start from
 * @param championEpoch the epoch it was made for
 * @param datasetDigest the registered dataset
 * @param forgetSetDigest the set to forget
 * @param excludedDigest what may not be trained on
 * @param forgottenDigest what the new version has forgotten
 * @param forgottenUri where that lies
 */
public record WorkIdentity(
    String jobId,
    String model,
    int attempt,
    String parentDigest,
    long championEpoch,
    String datasetDigest,
    String forgetSetDigest,
    String excludedDigest,
    String forgottenDigest,
    String forgottenUri) {

  /** What {@link #isNamedByDigests} asks for, in words. */
  public static final String NAMED_BY_DIGESTS =
      "job id, forget set and parent must each be named by a SHA-256 of 64 lower-case hexadecimal"
          + " digits";

  /**
   * A field in which two differ.
   *
   * @param field its name in the schemas
   * @param expected its value in the one that was asked
   * @param found its value in the other
   */
  public record Difference(String field, Object expected, Object found) {}

  /** The work that a job orders. */
  public static WorkIdentity of(UnlearningJob job) {
    return new WorkIdentity(
        job.getJobId(),
        job.getModel(),
        job.getAttempt(),
        job.getParentDigest(),
        job.getChampionEpoch(),
        job.getDatasetDigest(),
        job.getForgetSetDigest(),
        job.getExcludedDigest(),
        job.getForgottenDigest(),
        job.getForgottenUri());
  }

  /** The work that a candidate claims to answer. */
  public static WorkIdentity of(ModelCandidate candidate) {
    return new WorkIdentity(
        candidate.getJobId(),
        candidate.getModel(),
        candidate.getAttempt(),
        candidate.getParentDigest(),
        candidate.getChampionEpoch(),
        candidate.getDatasetDigest(),
        candidate.getForgetSetDigest(),
        candidate.getExcludedDigest(),
        candidate.getForgottenDigest(),
        candidate.getForgottenUri());
  }

  /** The work that a report is about. */
  public static WorkIdentity of(VerificationReport report) {
    return new WorkIdentity(
        report.getJobId(),
        report.getModel(),
        report.getAttempt(),
        report.getParentDigest(),
        report.getChampionEpoch(),
        report.getDatasetDigest(),
        report.getForgetSetDigest(),
        report.getExcludedDigest(),
        report.getForgottenDigest(),
        report.getForgottenUri());
  }

  /**
   * The same, of each text as much as it may have: what is refused for its length is answered, and
   * the answer must not be as long. A text that is cut named nothing that exists.
   */
  public WorkIdentity cut() {
    return new WorkIdentity(
        TextLimit.ID.cut(jobId),
        TextLimit.NAME.cut(model),
        attempt,
        TextLimit.DIGEST.cut(parentDigest),
        championEpoch,
        TextLimit.DIGEST.cut(datasetDigest),
        TextLimit.DIGEST.cut(forgetSetDigest),
        TextLimit.DIGEST.cut(excludedDigest),
        TextLimit.DIGEST.cut(forgottenDigest),
        TextLimit.ADDRESS.cut(forgottenUri));
  }

  /** Whether job, forget set and parent are named by digests. */
  public boolean isNamedByDigests() {
    return Digests.isSha256Hex(jobId)
        && Digests.isSha256Hex(forgetSetDigest)
        && Digests.isSha256Hex(parentDigest);
  }

  /** The fields in which the other differs from this, in their order; empty where they agree. */
  public List<Difference> differences(WorkIdentity other) {
    List<Difference> differences = new ArrayList<>();
    compare(differences, "jobId", jobId, other.jobId);
    compare(differences, "model", model, other.model);
    compare(differences, "attempt", attempt, other.attempt);
    compare(differences, "parentDigest", parentDigest, other.parentDigest);
    compare(differences, "championEpoch", championEpoch, other.championEpoch);
    compare(differences, "datasetDigest", datasetDigest, other.datasetDigest);
    compare(differences, "forgetSetDigest", forgetSetDigest, other.forgetSetDigest);
    compare(differences, "excludedDigest", excludedDigest, other.excludedDigest);
    compare(differences, "forgottenDigest", forgottenDigest, other.forgottenDigest);
    compare(differences, "forgottenUri", forgottenUri, other.forgottenUri);
    return differences;
  }

  /** Writes all of it into a candidate. */
  public ModelCandidate.Builder applyTo(ModelCandidate.Builder candidate) {
    return candidate
        .setJobId(jobId)
        .setModel(model)
        .setAttempt(attempt)
        .setParentDigest(parentDigest)
        .setChampionEpoch(championEpoch)
        .setDatasetDigest(datasetDigest)
        .setForgetSetDigest(forgetSetDigest)
        .setExcludedDigest(excludedDigest)
        .setForgottenDigest(forgottenDigest)
        .setForgottenUri(forgottenUri);
  }

  /** Writes all of it into a report. */
  public VerificationReport.Builder applyTo(VerificationReport.Builder report) {
    return report
        .setJobId(jobId)
        .setModel(model)
        .setAttempt(attempt)
        .setParentDigest(parentDigest)
        .setChampionEpoch(championEpoch)
        .setDatasetDigest(datasetDigest)
        .setForgetSetDigest(forgetSetDigest)
        .setExcludedDigest(excludedDigest)
        .setForgottenDigest(forgottenDigest)
        .setForgottenUri(forgottenUri);
  }

  /**
   * Names the work in an event: job, attempt and forget set. What else it tells differs by type.
   */
  public ModelEvent.Builder applyTo(ModelEvent.Builder event) {
    return event.setJobId(jobId).setAttempt(attempt).setForgetSetDigest(forgetSetDigest);
  }

  private static void compare(
      List<Difference> differences, String field, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      differences.add(new Difference(field, expected, found));
    }
  }
}
