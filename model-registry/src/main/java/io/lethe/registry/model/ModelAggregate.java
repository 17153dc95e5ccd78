// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.schemas.ModelEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's whole state: rows at rest, and the rows that events changed since. Immutable; {@link
 * #apply} is the only way to a new state, so that state always follows from events alone.
 *
 * @param model the model's name
 * @param committed the rows at rest
 * @param changes rows that newer events changed, by row key
 */
public record ModelAggregate(String model, RowLookup committed, Map<String, Row> changes) {

  /** Checks the name and copies the changes. */
  public ModelAggregate {
    if (!ModelName.isValid(model)) {
      throw new IllegalArgumentException(
          "model name is " + model + "; it must have " + ModelName.RULE);
    }
    changes = Map.copyOf(changes);
  }

  /** The state that rows at rest hold. */
  public static ModelAggregate load(String model, RowLookup committed) {
    return new ModelAggregate(model, committed, Map.of());
  }

  /**
   * The state after an event.
   *
   * @throws EventRefusedException if the event is not the next one of this model, is of a type that
   *     this version does not know, or lacks what its type needs
   */
  public ModelAggregate apply(ModelEvent event) {
    return new ModelAggregate(model, committed, merged(EventFold.changedRows(this, event)));
  }

  /** The rows that differ from the rows at rest. */
  public Collection<Row> changed() {
    return changes.values();
  }

  /** Whether the model is registered, and its champion. */
  public Lifecycle lifecycle() {
    return head().lifecycle();
  }

  /** The champion, or empty before registration. */
  public Optional<ChampionPointer> champion() {
    return lifecycle() instanceof Lifecycle.Registered registered
        ? Optional.of(registered.champion())
        : Optional.empty();
  }

  /** A version by its number. */
  public Optional<VersionRow> version(long number) {
    return find(VersionRow.class, VersionRow.keyOf(number));
  }

  /** Whether nothing that comes for this job of this set has an effect any more. */
  public boolean isDecided(String jobId, String forgetSetDigest) {
    return set(forgetSetDigest).standing() == ForgetSetRow.Standing.REFUSED
        || job(jobId, forgetSetDigest)
            .map(JobRow::state)
            .filter(JobState.Decided.class::isInstance)
            .isPresent();
  }

  /**
   * Whether a job ended in an earlier round of its set and nothing came of it in this one. What is
   * said about it now may be a repetition from that round, and counts only where the job was
   * published anew.
   */
  boolean endedInEarlierRound(String jobId, String forgetSetDigest) {
    return find(JobRow.class, JobRow.keyOf(jobId))
        .filter(row -> row.round() < set(forgetSetDigest).round())
        .filter(row -> row.state() instanceof JobState.Decided)
        .isPresent();
  }

  HeadRow head() {
    return find(HeadRow.class, HeadRow.KEY).orElseGet(HeadRow::initial);
  }

  /**
   * The job's row of its set's current round: a retry by a person forgets how earlier rounds ended.
   */
  Optional<JobRow> job(String jobId, String forgetSetDigest) {
    return find(JobRow.class, JobRow.keyOf(jobId))
        .filter(row -> row.round() == set(forgetSetDigest).round());
  }

  ForgetSetRow set(String forgetSetDigest) {
    return find(ForgetSetRow.class, ForgetSetRow.keyOf(forgetSetDigest))
        .orElseGet(() -> ForgetSetRow.initial(forgetSetDigest));
  }

  /** A command that had its effect. */
  public Optional<CommandRow> command(String commandId) {
    return find(CommandRow.class, CommandRow.keyOf(commandId));
  }

  boolean hasSeen(String commandId) {
    return command(commandId).isPresent();
  }

  boolean wasEverInForce(String policyDigest) {
    return find(PolicyRow.class, PolicyRow.keyOf(policyDigest)).isPresent();
  }

  Optional<ForgottenRow> forgotten(String forgottenDigest) {
    return find(ForgottenRow.class, ForgottenRow.keyOf(forgottenDigest));
  }

  /**
   * Whether a version has forgotten at least a given set, decided from the lineage alone: forgotten
   * sets only grow along it, so a version with an ancestor that had forgotten the set, or that has
   * forgotten exactly it, has forgotten it. Costs one look-up for each ancestor.
   */
  boolean hasForgottenAtLeast(VersionRow version, String forgottenDigest) {
    Optional<VersionRow> ancestor = Optional.of(version);
    while (ancestor.isPresent()) {
      if (ancestor.get().forgottenDigest().equals(forgottenDigest)) {
        return true;
      }
      ancestor = version(ancestor.get().parentVersion());
    }
    return false;
  }

  private <R extends Row> Optional<R> find(Class<R> type, String rowKey) {
    Row changed = changes.get(rowKey);
    return (changed == null ? committed.find(rowKey) : Optional.of(changed)).map(type::cast);
  }

  private Map<String, Row> merged(List<Row> rows) {
    Map<String, Row> merged = new HashMap<>(changes);
    rows.forEach(row -> merged.put(row.rowKey(), row));
    return merged;
  }
}
