// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What came of one wave, read from the topics.
 *
 * @param requests how many requests were sent
 * @param job the job whose candidate was promoted
 * @param report its report
 * @param promoted the promotion
 * @param total from the last deletion event to the promotion
 * @param unlearning time spent in the wave's jobs, all attempts
 * @param verifying time spent in verifying their candidates
 */
record WaveResult(
    int requests,
    UnlearningJob job,
    VerificationReport report,
    ModelEvent promoted,
    Duration total,
    Duration unlearning,
    Duration verifying) {

  /** What is left of the whole when training and verification are taken away. */
  Duration overhead() {
    return total.minus(unlearning).minus(verifying);
  }

  /**
   * Puts the wave's story together; all its requests must be promoted.
   *
   * @throws PipelineException if a part of it is missing
   */
  static WaveResult of(DeletionSender.Sent sent, PipelineView view) {
    view.catchUp();
    Set<String> promotedJobs = new HashSet<>();
    for (String key : sent.statusKeys()) {
      DeletionStatus status = view.statuses().get(key);
      if (status == null) {
        throw new PipelineException("a request of this wave has no state on deletion.status");
      }
      promotedJobs.add(status.getJobId());
    }
    ModelEvent promoted =
        view.events().stream()
            .filter(event -> event.getType() == ModelEventType.PROMOTED)
            .filter(event -> promotedJobs.contains(event.getJobId()))
            .reduce((earlier, later) -> later)
            .orElseThrow(
                () -> new PipelineException("no promotion of this wave is on model.events"));
    UnlearningJob job = job(promoted.getJobId(), view);
    VerificationReport report =
        view.report(job.getJobId())
            .orElseThrow(() -> new PipelineException("the promoted job has no report"));
    List<UnlearningJob> attempts = attempts(promotedJobs, view);
    Duration unlearning = Duration.ZERO;
    Duration verifying = Duration.ZERO;
    for (UnlearningJob attempt : attempts) {
      unlearning = unlearning.plus(unlearning(attempt, view));
      verifying = verifying.plus(verifying(attempt, view));
    }
    return new WaveResult(
        sent.statusKeys().size(),
        job,
        report,
        promoted,
        Duration.between(sent.lastSentAt(), promoted.getOccurredAt()),
        unlearning,
        verifying);
  }

  private static UnlearningJob job(String jobId, PipelineView view) {
    return view.jobs().stream()
        .filter(job -> job.getJobId().equals(jobId))
        .findFirst()
        .orElseThrow(() -> new PipelineException("the promoted job is not on unlearning.jobs"));
  }

  /** Every job for the forget sets that were promoted, each once. */
  private static List<UnlearningJob> attempts(Set<String> promotedJobs, PipelineView view) {
    Set<String> sets = new HashSet<>();
    view.jobs().stream()
        .filter(job -> promotedJobs.contains(job.getJobId()))
        .forEach(job -> sets.add(job.getForgetSetDigest()));
    Set<String> seen = new HashSet<>();
    return view.jobs().stream()
        .filter(job -> sets.contains(job.getForgetSetDigest()))
        .filter(job -> isReal(job, view))
        .filter(job -> seen.add(job.getJobId()))
        .toList();
  }

  /** Whether something was trained; the untouched original's job is for the first set too. */
  private static boolean isReal(UnlearningJob job, PipelineView view) {
    return view.candidate(job.getJobId())
        .map(ModelCandidate::getProvenance)
        .filter(provenance -> provenance.getTrainedImages() > 0)
        .isPresent();
  }

  private static Duration unlearning(UnlearningJob job, PipelineView view) {
    return view.candidate(job.getJobId())
        .map(ModelCandidate::getProvenance)
        .map(WaveResult::worked)
        .orElse(Duration.ZERO);
  }

  private static Duration worked(Provenance provenance) {
    return Duration.ofMillis(
        provenance.getLoadMillis()
            + provenance.getTeacherMillis()
            + provenance.getTrainMillis()
            + provenance.getPublishMillis());
  }

  private static Duration verifying(UnlearningJob job, PipelineView view) {
    return view.report(job.getJobId())
        .map(report -> Duration.ofMillis(report.getDurationMillis()))
        .orElse(Duration.ZERO);
  }
}
