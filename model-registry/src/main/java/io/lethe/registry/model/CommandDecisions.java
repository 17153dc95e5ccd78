// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.policy.PolicyException;
import io.lethe.registry.model.Lifecycle.Registered;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.text.InputTexts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the registry makes of a person's command. A repeated command id changes nothing, and is told
 * where the content differs.
 *
 * <p>Why: docs/decisions/0032-a-command-fits-what-is-so.md.
 */
final class CommandDecisions {
  private static final int PARKED_SETS_TOLD = 3;

  private final RegistrationDecisions registrations;

  CommandDecisions(RegistrationDecisions registrations) {
    this.registrations = registrations;
  }

  Optional<ModelEvent> onCommand(
      ModelAggregate state, ParkedSets parked, ModelCommand command, Instant now) {
    String id = command.getCommandId();
    if (!CommandId.isCompared(id)) {
      return unanswerable(
          state,
          now,
          "commandId is %s; it must be %s".formatted(InputTexts.quoted(id), CommandId.RULE));
    }
    Optional<CommandRow> seen = state.command(id);
    if (seen.isPresent()) {
      return seen.get().contentDigest().equals(CommandRow.digestOf(command))
          ? Optional.empty()
          : unanswerable(
              state,
              now,
              "command %s was given with other content; that one stands, give this one a new UUID"
                  .formatted(id));
    }
    List<String> tooLong = InputTexts.problems(command);
    if (!tooLong.isEmpty()) {
      return refuse(state, command, now, String.join("; ", tooLong));
    }
    return switch (command.getType()) {
      case REGISTER -> registrations.onCommand(state, command, now);
      case SET_POLICY, ROLLBACK, SET_ALIAS, REMOVE_ALIAS, RETRY_PARKED, REFUSE_PARKED ->
          onRegistered(state, parked, command, now);
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
      ModelAggregate state, ParkedSets parked, ModelCommand command, Instant now) {
    if (!(state.lifecycle() instanceof Registered registered)) {
      return refuse(state, command, now, "the model is not registered; register it first");
    }
    return switch (command.getType()) {
      case SET_POLICY -> setPolicy(state, command, now);
      case ROLLBACK -> rollback(state, registered, command, now);
      case SET_ALIAS -> setAlias(state, registered, command, now);
      case REMOVE_ALIAS -> removeAlias(state, registered, command, now);
      case RETRY_PARKED, REFUSE_PARKED -> decideParked(state, parked, command, now);
      default -> throw new IllegalArgumentException(command.getType() + " needs no registration");
    };
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
    if (!AliasName.isValid(alias)) {
      return refuse(
          state, command, now, "alias is %s; it must be %s".formatted(alias, AliasName.RULE));
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

  private static Optional<ModelEvent> removeAlias(
      ModelAggregate state, Registered registered, ModelCommand command, Instant now) {
    String alias = command.getAlias();
    if (alias == null || !registered.aliases().containsKey(alias)) {
      return refuse(
          state,
          command,
          now,
          "alias is %s; the model has %s"
              .formatted(alias, registered.aliases().keySet().stream().sorted().toList()));
    }
    return Optional.of(
        by(command, EventDraft.next(state, ModelEventType.ALIAS_REMOVED, now))
            .setAlias(alias)
            .setVersion(registered.aliases().get(alias))
            .setReason(command.getReason())
            .build());
  }

  /** Retry and refuse: of a set that is parked now, by all that was published and decided. */
  private static Optional<ModelEvent> decideParked(
      ModelAggregate state, ParkedSets parked, ModelCommand command, Instant now) {
    String digest = command.getForgetSetDigest();
    if (!Digests.isSha256Hex(digest)) {
      return refuse(
          state,
          command,
          now,
          "forgetSetDigest is %s; name the parked set by its SHA-256, 64 lower-case hexadecimal digits"
              .formatted(digest));
    }
    Optional<String> other = otherThanParked(state.set(digest), parked);
    if (other.isPresent()) {
      return refuse(state, command, now, other.get());
    }
    boolean refuses = command.getType() == CommandType.REFUSE_PARKED;
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

  /**
   * Why a set cannot be decided about, in words; empty where it is parked. What was published
   * before the set's last decision was followed is out of date: a set leaves its parking by a
   * decision alone. The rule compares sequence numbers, never clocks.
   */
  private static Optional<String> otherThanParked(ForgetSetRow set, ParkedSets parked) {
    String digest = set.forgetSetDigest();
    if (set.standing() == ForgetSetRow.Standing.FORGOTTEN) {
      return Optional.of("set %s is FORGOTTEN; that is final".formatted(digest));
    }
    Optional<Long> parkedAfter = parked.parkedAfter(digest);
    if (parkedAfter.isEmpty()) {
      return Optional.of("no parked set of this digest, %s; %s".formatted(digest, told(parked)));
    }
    return parkedAfter.get() >= set.decidedAt()
        ? Optional.empty()
        : Optional.of(
            "no parked set of this digest, %s, any more: event %d decided about it; %s"
                .formatted(digest, set.decidedAt(), told(parked)));
  }

  private static String told(ParkedSets parked) {
    List<String> some = parked.some(PARKED_SETS_TOLD + 1);
    if (some.isEmpty()) {
      return "none is parked";
    }
    boolean more = some.size() > PARKED_SETS_TOLD;
    return "parked are "
        + String.join(", ", more ? some.subList(0, PARKED_SETS_TOLD) : some)
        + (more ? " and others" : "");
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
    return event
        .setCommandId(command.getCommandId())
        .setCommandDigest(CommandRow.digestOf(command));
  }

  /** Says aloud that a command has no effect, without an id: that is another's, or none. */
  private static Optional<ModelEvent> unanswerable(
      ModelAggregate state, Instant now, String reason) {
    return Optional.of(
        EventDraft.refused(state, now, "command to model %s: %s".formatted(state.model(), reason))
            .build());
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
            .setForgetSetDigest(digestOrNull(command.getForgetSetDigest()))
            .build());
  }

  private static @Nullable String digestOrNull(@Nullable String text) {
    return Digests.isSha256Hex(text) ? text : null;
  }
}
