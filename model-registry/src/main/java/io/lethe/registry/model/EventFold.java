// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.kit.loop.LostRecordException;
import io.lethe.registry.model.VersionRow.Origin;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.report.SpentLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an event changes: the rows after it, computed from the rows before it and nothing else. */
final class EventFold {
  /**
   * Key in a JOB_FAILED event's extensions: when the worker said so, milliseconds since the epoch.
   */
  static final String PRODUCED_AT = "producedAtMillis";

  private final ModelAggregate before;
  private final ModelEvent event;

  private EventFold(ModelAggregate before, ModelEvent event) {
    this.before = before;
    this.event = event;
  }

  static List<Row> changedRows(ModelAggregate before, ModelEvent event) {
    if (!before.model().equals(event.getModel())) {
      throw new EventRefusedException(
          "an event of model %s was given to model %s; events are folded model by model"
              .formatted(event.getModel(), before.model()));
    }
    LostRecordException.requireNoGap(
        event.getModel(), before.head().sequence(), event.getSequence());
    long expected = before.head().sequence() + 1;
    if (event.getSequence() != expected) {
      throw new EventRefusedException(
          "event of model %s has sequence %d where %d was expected; the log has a double: restore it"
              .formatted(event.getModel(), event.getSequence(), expected));
    }
    try {
      return new EventFold(before, event).fold();
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new EventRefusedException(
          "event %d (%s) of model %s cannot be folded: %s"
              .formatted(event.getSequence(), event.getType(), event.getModel(), e.getMessage()),
          e);
    }
  }

  private List<Row> fold() {
    List<Row> rows = new ArrayList<>(rowsOfType());
    if (rows.stream().noneMatch(HeadRow.class::isInstance)) {
      rows.add(head(before.lifecycle()));
    }
    command().ifPresent(rows::add);
    return rows;
  }

  /** The first event of a command says what it asked for; later ones are about the same. */
  private Optional<Row> command() {
    String commandId = event.getCommandId();
    return commandId == null || before.hasSeen(commandId)
        ? Optional.empty()
        : Optional.of(new CommandRow(commandId, event.getCommandDigest()));
  }

  private List<Row> rowsOfType() {
    return switch (event.getType()) {
      case REGISTRATION_ACCEPTED -> List.of(head(accepted()));
      case REGISTERED -> registered();
      case POLICY_SET -> policySet();
      case CANDIDATE_ACCEPTED -> List.of(job(new JobState.Accepted(event.getDigest())));
      case JOB_FAILED -> List.of(job(failure()));
      case PROMOTED -> promoted();
      case REJECTED -> decided(JobState.Outcome.REJECTED);
      case INCONCLUSIVE -> decided(JobState.Outcome.INCONCLUSIVE);
      case STALE -> decided(JobState.Outcome.STALE);
      case ROLLED_BACK -> moved(Origin.ROLLED_BACK);
      case ALIAS_SET ->
          List.of(head(requireRegistered().withAlias(event.getAlias(), event.getVersion())));
      case ALIAS_REMOVED -> List.of(head(requireRegistered().withoutAlias(event.getAlias())));
      case PARKED_SET_RETRIED ->
          List.of(before.set(event.getForgetSetDigest()).retried(event.getSequence()));
      case PARKED_SET_REFUSED ->
          List.of(before.set(event.getForgetSetDigest()).refused(event.getSequence()));
      case COMMAND_REFUSED -> refused();
      // Facts about a version's bytes and papers: they move nothing.
      case PURGED, CERTIFIED -> List.of();
      case UNKNOWN ->
          throw new EventRefusedException(
              "event %d of model %s is of a type that this version does not know; upgrade the registry"
                  .formatted(event.getSequence(), event.getModel()));
    };
  }

  private Lifecycle accepted() {
    if (!(before.lifecycle() instanceof Lifecycle.Unregistered)) {
      throw new IllegalArgumentException("the name is taken already");
    }
    return new Lifecycle.Registering(
        event.getCommandId(),
        new ChampionPointer(
            1,
            1,
            event.getDigest(),
            event.getUri(),
            event.getForgottenDigest(),
            event.getForgottenUri()),
        new BoundDataset(event.getDatasetDigest(), event.getDatasetUri()),
        new Policy(event.getPolicyDigest(), event.getPolicy()),
        event.getOccurredAt().toEpochMilli());
  }

  /** A refusal moves nothing, unless it ends the registration that is awaited. */
  private List<Row> refused() {
    return before.lifecycle() instanceof Lifecycle.Registering pending
            && pending.commandId().equals(event.getCommandId())
        ? List.of(head(new Lifecycle.Unregistered()))
        : List.of();
  }

  private List<Row> registered() {
    if (!(before.lifecycle() instanceof Lifecycle.Registering pending)
        || !pending.commandId().equals(event.getCommandId())) {
      throw new IllegalArgumentException("no such registration was accepted");
    }
    return List.of(
        head(pending.registered()),
        version(Origin.REGISTERED),
        new PolicyRow(event.getPolicyDigest()),
        new ForgottenRow(event.getForgottenDigest(), event.getVersion()));
  }

  private List<Row> policySet() {
    Policy policy = new Policy(event.getPolicyDigest(), event.getPolicy());
    return List.of(
        head(requireRegistered().withPolicy(policy)), new PolicyRow(event.getPolicyDigest()));
  }

  private List<Row> promoted() {
    List<Row> rows = new ArrayList<>(moved(Origin.PROMOTED));
    rows.add(job(new JobState.Decided(JobState.Outcome.PROMOTED)));
    rows.add(judgedSet().forgotten(event.getSequence()));
    return rows;
  }

  private List<Row> decided(JobState.Outcome outcome) {
    return List.of(job(new JobState.Decided(outcome)), judgedSet());
  }

  private ForgetSetRow judgedSet() {
    ForgetSetRow set = before.set(event.getForgetSetDigest());
    return SpentLevel.by(event) ? set.judged() : set;
  }

  private List<Row> moved(Origin origin) {
    List<Row> rows = new ArrayList<>();
    rows.add(head(requireRegistered().movedTo(champion())));
    rows.add(version(origin));
    if (before.forgotten(event.getForgottenDigest()).isEmpty()) {
      rows.add(new ForgottenRow(event.getForgottenDigest(), event.getVersion()));
    }
    return rows;
  }

  private JobState failure() {
    return event.getRetryable()
        ? new JobState.Failed(Long.parseLong(event.getExtensions().get(PRODUCED_AT)))
        : new JobState.Decided(JobState.Outcome.FAILED);
  }

  private JobRow job(JobState state) {
    return new JobRow(event.getJobId(), before.set(event.getForgetSetDigest()).round(), state);
  }

  private HeadRow head(Lifecycle lifecycle) {
    return new HeadRow(event.getSequence(), lifecycle);
  }

  private ChampionPointer champion() {
    return new ChampionPointer(
        event.getVersion(),
        event.getChampionEpoch(),
        event.getDigest(),
        event.getUri(),
        event.getForgottenDigest(),
        event.getForgottenUri());
  }

  private VersionRow version(Origin origin) {
    Map<String, Double> metrics = new HashMap<>(event.getMetrics());
    return new VersionRow(
        event.getVersion(),
        origin,
        event.getDigest(),
        event.getUri(),
        event.getForgottenDigest(),
        event.getForgottenUri(),
        Optional.ofNullable(event.getParentVersion()).orElse(0L),
        event.getChampionEpoch(),
        event.getPolicyDigest(),
        event.getReport(),
        metrics,
        event.getOccurredAt().toEpochMilli(),
        event.getJobId(),
        Objects.requireNonNullElse(event.getAttempt(), 0),
        event.getForgetSetDigest(),
        event.getAlgorithm(),
        event.getTrainedWithout());
  }

  private Lifecycle.Registered requireRegistered() {
    if (before.lifecycle() instanceof Lifecycle.Registered registered) {
      return registered;
    }
    throw new IllegalArgumentException("the model is not registered");
  }
}
