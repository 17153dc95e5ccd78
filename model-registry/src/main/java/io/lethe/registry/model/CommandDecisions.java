// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.policy.PolicyException;
import io.lethe.registry.model.Lifecycle.Registered;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the registry makes of a person's command. A repeated command id changes nothing. */
final class CommandDecisions {
  private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** Words that would be mistaken for the pointer itself. */
  private static final Set<String> RESERVED_ALIASES = Set.of("champion", "latest");

  private final RegistrationDecisions registrations;

  CommandDecisions(RegistrationDecisions registrations) {
    this.registrations = registrations;
  }

  Optional<ModelEvent> onCommand(ModelAggregate state, ModelCommand command, Instant now) {
    if (command.getCommandId().isBlank()) {
      return Optional.of(
          EventDraft.refused(state, now, "a command has no commandId; give a new UUID").build());
    }
    if (state.hasSeen(command.getCommandId())) {
      return Optional.empty();
    }
    return switch (command.getType()) {
      case REGISTER -> registrations.onCommand(state, command, now);
      case SET_POLICY, ROLLBACK, SET_ALIAS, RETRY_PARKED, REFUSE_PARKED ->
          onRegistered(state, command, now);
      case PURGE ->
          refuse(
              state,
              command,
              now,
              "this version offers no PURGE; versions that remember are not served");
      case UNKNOWN ->
          refuse(state, command, now, "its type is unknown to this version; upgrade the registry");
    };
  }

  private Optional<ModelEvent> onRegistered(
      ModelAggregate state, ModelCommand command, Instant now) {
    if (!(state.lifecycle() instanceof Registered registered)) {
      return refuse(state, command, now, "the model is not registered; register it first");
    }
    if (command.getType() == CommandType.SET_POLICY) {
      return setPolicy(state, command, now);
    }
    if (command.getType() == CommandType.ROLLBACK) {
      return rollback(state, registered, command, now);
    }
    if (command.getType() == CommandType.SET_ALIAS) {
      return setAlias(state, registered, command, now);
    }
    return decideParked(state, command, now);
  }

  private static Optional<ModelEvent> setPolicy(
      ModelAggregate state, ModelCommand command, Instant now) {
    if (command.getPolicy() == null) {
      return refuse(state, command, now, "policy is missing; give its JSON");
    }
    Policy policy;
    try {
      policy = Policy.given(command.getPolicy());
    } catch (PolicyException e) {
      return refuse(state, command, now, "policy is not valid: " + e.getMessage());
    }
    return Optional.of(
        by(command, EventDraft.next(state, ModelEventType.POLICY_SET, now))
            .setPolicy(policy.json())
            .setPolicyDigest(policy.digest())
            .setReason(command.getReason())
            .build());
  }

  private static Optional<ModelEvent> rollback(
      ModelAggregate state, Registered registered, ModelCommand command, Instant now) {
    ChampionPointer champion = registered.champion();
    Optional<VersionRow> found = target(state, command);
    if (found.isEmpty()) {
      return refuseMissing(state, registered, command, now);
    }
    VersionRow target = found.get();
    if (target.digest().equals(champion.digest())) {
      return refuse(
          state, command, now, "version %d's bytes serve already".formatted(target.number()));
    }
    if (!state.hasForgottenAtLeast(target, champion.forgottenDigest())) {
      return refuse(state, command, now, remembers(target, champion));
    }
    return Optional.of(
        by(command, EventDraft.next(state, ModelEventType.ROLLED_BACK, now))
            .setChampionEpoch(champion.epoch() + 1)
            .setVersion(champion.version() + 1)
            .setDigest(target.digest())
            .setUri(target.uri())
            .setParentVersion(target.number())
            .setParentDigest(target.digest())
            .setRootDigest(registered.rootDigest())
            .setDatasetDigest(registered.dataset().digest())
            .setDatasetUri(registered.dataset().uri())
            .setForgottenDigest(target.forgottenDigest())
            .setForgottenUri(target.forgottenUri())
            .setPolicyDigest(target.policyDigest())
            .setReport(target.report())
            .setMetrics(target.metrics())
            .setAlgorithm(target.algorithm())
            .setReason(command.getReason())
            .build());
  }

  private static Optional<ModelEvent> setAlias(
      ModelAggregate state, Registered registered, ModelCommand command, Instant now) {
    String alias = command.getAlias();
    if (alias == null || !ALIAS.matcher(alias).matches() || RESERVED_ALIASES.contains(alias)) {
      return refuse(
          state,
          command,
          now,
          "alias is %s; it must be a lower-case letter and up to 62 letters, digits or '-', and none of %s"
              .formatted(alias, RESERVED_ALIASES.stream().sorted().toList()));
    }
    if (registered.aliases().size() >= Registered.MAX_ALIASES
        && !registered.aliases().containsKey(alias)) {
      return refuse(
          state,
          command,
          now,
          "the model has %d aliases, the most there may be; move one of them instead"
              .formatted(Registered.MAX_ALIASES));
    }
    Optional<VersionRow> target = target(state, command);
    if (target.isEmpty()) {
      return refuseMissing(state, registered, command, now);
    }
    ChampionPointer champion = registered.champion();
    if (!state.hasForgottenAtLeast(target.get(), champion.forgottenDigest())) {
      return refuse(state, command, now, remembers(target.get(), champion));
    }
    return Optional.of(
        by(command, EventDraft.next(state, ModelEventType.ALIAS_SET, now))
            .setAlias(alias)
            .setVersion(target.get().number())
            .setDigest(target.get().digest())
            .setUri(target.get().uri())
            .setReason(command.getReason())
            .build());
  }

  /**
   * Retry and refuse. A retry also opens a refused set again, so that the set of a new case with
   * the same content can be worked on; requests that a refusal has ended stay ended.
   */
  private static Optional<ModelEvent> decideParked(
      ModelAggregate state, ModelCommand command, Instant now) {
    String digest = command.getForgetSetDigest();
    if (!Digests.isSha256Hex(digest)) {
      return refuse(
          state,
          command,
          now,
          "forgetSetDigest is %s; name the parked set by its SHA-256, 64 lower-case hexadecimal digits"
              .formatted(digest));
    }
    ForgetSetRow.Standing standing = state.set(digest).standing();
    boolean refuses = command.getType() == CommandType.REFUSE_PARKED;
    if (standing == ForgetSetRow.Standing.FORGOTTEN) {
      return refuse(state, command, now, "set %s is FORGOTTEN; that is final".formatted(digest));
    }
    if (refuses && standing == ForgetSetRow.Standing.REFUSED) {
      return refuse(state, command, now, "set %s is REFUSED already".formatted(digest));
    }
    if (refuses && (command.getReason() == null || command.getReason().isBlank())) {
      return refuse(state, command, now, "a refusal needs a reason; give one");
    }
    ModelEventType type =
        refuses ? ModelEventType.PARKED_SET_REFUSED : ModelEventType.PARKED_SET_RETRIED;
    return Optional.of(
        by(command, EventDraft.next(state, type, now))
            .setForgetSetDigest(digest)
            .setReason(command.getReason())
            .build());
  }

  private static Optional<VersionRow> target(ModelAggregate state, ModelCommand command) {
    return Optional.ofNullable(command.getTargetVersion()).flatMap(state::version);
  }

  private static Optional<ModelEvent> refuseMissing(
      ModelAggregate state, Registered registered, ModelCommand command, Instant now) {
    return refuse(
        state,
        command,
        now,
        "targetVersion is %s; the model has versions 1 to %d"
            .formatted(command.getTargetVersion(), registered.champion().version()));
  }

  private static String remembers(VersionRow target, ChampionPointer champion) {
    return ("version %d remembers what the champion (version %d) has forgotten: forgotten set %s is"
            + " not at least %s; only versions that have forgotten as much may be named")
        .formatted(
            target.number(),
            champion.version(),
            target.forgottenDigest(),
            champion.forgottenDigest());
  }

  static ModelEvent.Builder by(ModelCommand command, ModelEvent.Builder event) {
    return event.setCommandId(command.getCommandId());
  }

  static Optional<ModelEvent> refuse(
      ModelAggregate state, ModelCommand command, Instant now, String reason) {
    return Optional.of(
        by(
                command,
                EventDraft.refused(
                    state,
                    now,
                    "%s of model %s: %s".formatted(command.getType(), state.model(), reason)))
            .setVersion(command.getTargetVersion())
            .setForgetSetDigest(command.getForgetSetDigest())
            .build());
  }
}
