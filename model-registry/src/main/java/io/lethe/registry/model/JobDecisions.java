// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.job.JobExtensions;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.work.JobIdentity;
import io.lethe.schemas.work.WorkIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the registry makes of jobs and candidates.
 *
 * <p>What contradicts known facts is refused aloud and otherwise ignored, never taken as the job's
 * answer: a forged record must not be able to end an honest job. The honest answer is still
 * awaited, and ingest's lease bounds the wait.
 */
final class JobDecisions {
  /** At most 18 digits always fit a long. */
  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

  /**
   * Answers a job. A job on a base that is gone is stale at once; a job that can still succeed
   * makes no event.
   */
  Optional<ModelEvent> onJob(ModelAggregate state, UnlearningJob job, Instant now) {
    List<String> unfit = unfit(job, WorkIdentity.of(job));
    if (!unfit.isEmpty()) {
      return refuse(state, job, now, String.join("; ", unfit));
    }
    if (state.isDecided(job.getJobId(), job.getForgetSetDigest())) {
      return Optional.empty();
    }
    if (!(state.lifecycle() instanceof Lifecycle.Registered registered)) {
      return refuse(state, job, now, "the model is not registered; register it first");
    }
    Optional<String> misnamed = namingProblem(job);
    if (misnamed.isPresent()) {
      return refuse(state, job, now, misnamed.get());
    }
    if (!registered.dataset().digest().equals(job.getDatasetDigest())) {
      return refuse(
          state,
          job,
          now,
          "dataset is %s, but the model is bound to %s"
              .formatted(job.getDatasetDigest(), registered.dataset().digest()));
    }
    if (!registered.champion().isBase(job.getParentDigest(), job.getChampionEpoch())) {
      return Optional.of(stale(state, registered, WorkIdentity.of(job), now));
    }
    return Optional.empty();
  }

  /**
   * Opens a new round for a refused set. A set is named by its content, so a refused subject that
   * asks again may make the very same set. Its issuer follows the model's events in order and ends
   * every set that a refusal names; a job that it ordered after having followed the refusal can
   * therefore only belong to a new case. A job ordered before that is the refused one's and stays
   * without effect. The rule compares sequence numbers, never clocks.
   */
  Optional<ModelEvent> onJobOfRefusedSet(ModelAggregate state, UnlearningJob job, Instant now) {
    if (!WorkIdentity.of(job).isNamedByDigests() || namingProblem(job).isPresent()) {
      return Optional.empty();
    }
    ForgetSetRow set = state.set(job.getForgetSetDigest());
    if (set.standing() != ForgetSetRow.Standing.REFUSED || orderedAfter(job) < set.decidedAt()) {
      return Optional.empty();
    }
    return Optional.of(
        EventDraft.next(state, ModelEventType.PARKED_SET_RETRIED, now)
            .setForgetSetDigest(job.getForgetSetDigest())
            .setReason(
                "its subjects asked again after event %d refused it".formatted(set.decidedAt()))
            .build());
  }

  /** The event that the issuer had followed last; 0 where it does not say so in digits. */
  private static long orderedAfter(UnlearningJob job) {
    String text = job.getExtensions().getOrDefault(JobExtensions.AFTER_EVENT, "");
    return SEQUENCE.matcher(text).matches() ? Long.parseLong(text) : 0;
  }

  /** Whether a candidate can only be answered when its job is known. */
  boolean awaitsJob(ModelAggregate state, ModelCandidate candidate) {
    WorkIdentity work = WorkIdentity.of(candidate);
    return unfit(candidate, work).isEmpty()
        && !state.isDecided(work.jobId(), work.forgetSetDigest());
  }

  /**
   * Answers a candidate.
   *
   * @param job the job as ingest published it; null only where the candidate does not await it
   */
  Optional<ModelEvent> onCandidate(
      ModelAggregate state, @Nullable UnlearningJob job, ModelCandidate candidate, Instant now) {
    WorkIdentity work = WorkIdentity.of(candidate);
    List<String> unfit = unfit(candidate, work);
    if (!unfit.isEmpty()) {
      return Optional.of(
          EventDraft.refused(state, work, now, "candidate: " + String.join("; ", unfit)));
    }
    if (state.isDecided(work.jobId(), work.forgetSetDigest())) {
      return Optional.empty();
    }
    if (job == null) {
      throw new IllegalStateException("candidate of " + work.jobId() + " came before its job");
    }
    if (!(state.lifecycle() instanceof Lifecycle.Registered registered)) {
      return refuse(state, job, now, "the model is not registered; register it first");
    }
    Optional<String> difference = contradiction(job, WorkIdentity.of(candidate));
    if (difference.isPresent()) {
      return refuse(state, job, now, "candidate contradicts its job: " + difference.get());
    }
    if (!registered.champion().isBase(job.getParentDigest(), job.getChampionEpoch())) {
      return Optional.of(stale(state, registered, WorkIdentity.of(job), now));
    }
    return switch (candidate.getOutcome()) {
      case SUCCEEDED -> succeeded(state, job, candidate, now);
      case FAILED -> failed(state, job, candidate, now);
      case UNKNOWN ->
          refuse(
              state,
              job,
              now,
              "candidate has an outcome that this version does not know; upgrade it");
    };
  }

  /** The answer to work on a base that is gone. */
  static ModelEvent stale(
      ModelAggregate state, Lifecycle.Registered registered, WorkIdentity work, Instant now) {
    ChampionPointer champion = registered.champion();
    return work.applyTo(EventDraft.next(state, ModelEventType.STALE, now))
        .setParentDigest(work.parentDigest())
        .setReason(
            "made for parent %s at epoch %d, but the champion is %s at epoch %d"
                .formatted(
                    work.parentDigest(), work.championEpoch(), champion.digest(), champion.epoch()))
        .build();
  }

  private static Optional<ModelEvent> succeeded(
      ModelAggregate state, UnlearningJob job, ModelCandidate candidate, Instant now) {
    String digest = candidate.getCandidateDigest();
    if (!Digests.isSha256Hex(digest) || candidate.getCandidateUri() == null) {
      return refuse(state, job, now, "candidate succeeded without a digest and a URI of its bytes");
    }
    Optional<String> accepted = acceptedCandidate(state, job.getJobId(), job.getForgetSetDigest());
    if (accepted.isPresent()) {
      return accepted.get().equals(digest)
          ? Optional.empty()
          : refuse(
              state,
              job,
              now,
              "candidate %s comes after candidate %s; one candidate counts for a job"
                  .formatted(digest, accepted.get()));
    }
    return Optional.of(
        WorkIdentity.of(job)
            .applyTo(EventDraft.next(state, ModelEventType.CANDIDATE_ACCEPTED, now))
            .setDigest(digest)
            .setUri(candidate.getCandidateUri())
            .setParentVersion(job.getParentVersion())
            .setParentDigest(job.getParentDigest())
            .setDatasetDigest(job.getDatasetDigest())
            .setForgottenDigest(job.getForgottenDigest())
            .setForgottenUri(job.getForgottenUri())
            .setAlgorithm(job.getAlgorithm())
            .build());
  }

  private static Optional<ModelEvent> failed(
      ModelAggregate state, UnlearningJob job, ModelCandidate candidate, Instant now) {
    long producedAtMillis = candidate.getProducedAt().toEpochMilli();
    Optional<JobState> standing =
        state.job(job.getJobId(), job.getForgetSetDigest()).map(JobRow::state);
    // A success that counts outlives another worker's failure; the same failure counts once.
    if (standing.filter(JobState.Accepted.class::isInstance).isPresent()
        || standing.equals(Optional.of(new JobState.Failed(producedAtMillis)))) {
      return Optional.empty();
    }
    String reason =
        Objects.requireNonNullElse(candidate.getFailureReason(), "the worker gave no reason");
    return Optional.of(
        WorkIdentity.of(job)
            .applyTo(EventDraft.next(state, ModelEventType.JOB_FAILED, now))
            .setReason(TextLimit.MESSAGE.cut(reason))
            .setRetryable(Boolean.TRUE.equals(candidate.getFailureRetryable()))
            .setOfRung(Boolean.TRUE.equals(candidate.getFailureOfRung()))
            .setAlgorithm(job.getAlgorithm())
            .setExtensions(Map.of(EventFold.PRODUCED_AT, Long.toString(producedAtMillis)))
            .build());
  }

  static Optional<String> acceptedCandidate(
      ModelAggregate state, String jobId, String forgetSetDigest) {
    return state
        .job(jobId, forgetSetDigest)
        .map(JobRow::state)
        .filter(JobState.Accepted.class::isInstance)
        .map(accepted -> ((JobState.Accepted) accepted).candidateDigest());
  }

  /** A job id is the hash of the job's content, so nobody can give other content under its name. */
  private static Optional<String> namingProblem(UnlearningJob job) {
    String contentId;
    try {
      contentId = JobIdentity.contentId(job);
    } catch (IllegalArgumentException e) {
      return Optional.of("its content is not valid: " + e.getMessage());
    }
    return contentId.equals(job.getJobId())
        ? Optional.empty()
        : Optional.of("the job id is not the hash of its content, %s".formatted(contentId));
  }

  /** The first thing that a candidate or a report says otherwise than its job, in words. */
  static Optional<String> contradiction(UnlearningJob job, WorkIdentity answer) {
    return WorkIdentity.of(job).differences(answer).stream()
        .map(
            difference ->
                "%s is %s where the job says %s"
                    .formatted(difference.field(), difference.found(), difference.expected()))
        .findFirst();
  }

  /** What no decision may be made on: it might be of any length. */
  static List<String> unfit(SpecificRecord input, WorkIdentity work) {
    List<String> problems = new ArrayList<>(InputTexts.problems(input));
    if (!work.isNamedByDigests()) {
      problems.add(WorkIdentity.NAMED_BY_DIGESTS);
    }
    return problems;
  }

  private static Optional<ModelEvent> refuse(
      ModelAggregate state, UnlearningJob job, Instant now, String reason) {
    return Optional.of(
        EventDraft.refused(
            state,
            WorkIdentity.of(job),
            now,
            "job %s: %s".formatted(InputTexts.quoted(job.getJobId()), reason)));
  }
}
