// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registry's rules: from a model's state and one input to at most one event. Pure: no clock, no
 * I/O; the caller applies the event before it decides again.
 *
 * <p>Why: docs/decisions/0003-a-refused-command-is-an-event.md.
 */
public final class Decisions {
  private final JobDecisions jobs = new JobDecisions();
  private final RegistrationDecisions registrations;
  private final ReportDecisions reports;
  private final CommandDecisions commands;

  /**
   * Makes the rules.
   *
   * @param trustedKeys the verifiers whose reports count
   */
  public Decisions(TrustedKeys trustedKeys) {
    registrations = new RegistrationDecisions(trustedKeys);
    reports = new ReportDecisions(trustedKeys);
    commands = new CommandDecisions(registrations);
  }

  /** Answers a job: STALE, COMMAND_REFUSED, or nothing where it can still succeed or is decided. */
  public Optional<ModelEvent> onJob(ModelAggregate state, UnlearningJob job, Instant now) {
    return jobs.onJob(state, job, now);
  }

  /**
   * Answers a job of a refused set: PARKED_SET_RETRIED where the job belongs to a case that was
   * opened in knowledge of the refusal, else nothing. To be asked before {@link #onJob}.
   */
  public Optional<ModelEvent> onJobOfRefusedSet(
      ModelAggregate state, UnlearningJob job, Instant now) {
    return jobs.onJobOfRefusedSet(state, job, now);
  }

  /** Whether a candidate can only be answered when its job is known: it is undecided. */
  public boolean awaitsJob(ModelAggregate state, ModelCandidate candidate) {
    return jobs.awaitsJob(state, candidate);
  }

  /**
   * Answers a candidate: CANDIDATE_ACCEPTED, JOB_FAILED, STALE, COMMAND_REFUSED, or nothing for a
   * repetition or a decided job.
   *
   * @param job the job as ingest published it; null only where {@link #awaitsJob} says no
   */
  public Optional<ModelEvent> onCandidate(
      ModelAggregate state, @Nullable UnlearningJob job, ModelCandidate candidate, Instant now) {
    return jobs.onCandidate(state, job, candidate, now);
  }

  /**
   * Answers a report: REGISTERED, PROMOTED, REJECTED, INCONCLUSIVE, STALE, COMMAND_REFUSED, or
   * nothing for a decided job or an answered registration.
   *
   * @param job the job as ingest published it, or null where it is not known (yet)
   */
  public Optional<ModelEvent> onReport(
      ModelAggregate state, @Nullable UnlearningJob job, VerificationReport report, Instant now) {
    return report.getKind() == ReportKind.BASELINE
        ? registrations.onBaseline(state, report, now)
        : reports.onReport(state, job, report, now);
  }

  /**
   * Answers the registration that a command takes the place of: COMMAND_REFUSED, or nothing where
   * none is awaited. To be asked before {@link #onCommand}.
   */
  public Optional<ModelEvent> onReplacedRegistration(
      ModelAggregate state, ModelCommand command, Instant now) {
    return registrations.onReplaced(state, command, now);
  }

  /**
   * Answers a command, or nothing where it had its effect already.
   *
   * @param parked the model's sets about which a person may decide
   */
  public Optional<ModelEvent> onCommand(
      ModelAggregate state, ParkedSets parked, ModelCommand command, Instant now) {
    return commands.onCommand(state, parked, command, now);
  }
}
