// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateOutcome;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.PolicyException;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.registry.model.Lifecycle.Registered;
import io.lethe.registry.model.Lifecycle.Registering;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.TrainedWithout;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.text.InputTexts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registration of a model's root, in two steps: a command that keeps the rules is accepted, and the
 * verifier's baseline, which follows from that event, registers the model or says why not.
 *
 * <p>The baseline must be signed by a trusted verifier, answer the very command that is awaited,
 * and be about its model, bytes, dataset, policy and forgotten set. Any other is refused aloud, and
 * the honest one is still awaited: else whoever can write to the topic could end a registration. A
 * root is not asked to have forgotten anybody, but where it is said to have been trained without
 * some people, its report must not say otherwise.
 *
 * <p>Why: docs/decisions/0028-nobody-but-the-verifier-holds-its-keys.md,
 * docs/decisions/0047-a-registrars-word-is-judged.md.
 */
final class RegistrationDecisions {
  private static final String TEST_ACCURACY = "test_accuracy";
  private static final long ROOT_VERSION = 1;
  private static final String RETAIN_ACCURACY = "retain_accuracy";

  private final TrustedKeys trustedKeys;

  RegistrationDecisions(TrustedKeys trustedKeys) {
    this.trustedKeys = trustedKeys;
  }

  /** Answers a command to register: REGISTRATION_ACCEPTED, or COMMAND_REFUSED. */
  Optional<ModelEvent> onCommand(ModelAggregate state, ModelCommand command, Instant now) {
    List<String> problems = problems(command);
    if (!problems.isEmpty()) {
      return CommandDecisions.refuse(state, command, now, String.join("; ", problems));
    }
    Policy policy = Policy.given(command.getPolicy());
    return state.lifecycle() instanceof Registered registered
        ? taken(state, registered, command, policy, now)
        : Optional.of(accepted(state, command, policy, now));
  }

  /**
   * Ends the registration that is awaited where a command asks for one anew. The last word counts:
   * so a registration whose baseline was lost can be asked for again.
   */
  Optional<ModelEvent> onReplaced(ModelAggregate state, ModelCommand command, Instant now) {
    return state.lifecycle() instanceof Registering pending
            && command.getType() == CommandType.REGISTER
            && CommandId.isCompared(command.getCommandId())
            && !state.hasSeen(command.getCommandId())
            && problems(command).isEmpty()
        ? Optional.of(
            ModelEvent.newBuilder(
                    ended(
                        state,
                        pending,
                        now,
                        "command " + command.getCommandId() + " took its place"))
                .setReplacedBy(command.getCommandId())
                .build())
        : Optional.empty();
  }

  /** Answers a baseline: REGISTERED, COMMAND_REFUSED, or nothing where its command is answered. */
  Optional<ModelEvent> onBaseline(ModelAggregate state, VerificationReport baseline, Instant now) {
    List<String> tooLong = InputTexts.problems(baseline);
    if (!tooLong.isEmpty()) {
      return refuse(state, now, String.join("; ", tooLong));
    }
    if (!(state.lifecycle() instanceof Registering pending)
        || !pending.commandId().equals(baseline.getCommandId())) {
      return baseline.getCommandId() != null && state.hasSeen(baseline.getCommandId())
          ? Optional.empty()
          : refuse(state, now, "no registration by command " + baseline.getCommandId());
    }
    List<String> foreign = problemsOfOrigin(pending, baseline);
    if (!foreign.isEmpty()) {
      return refuse(state, now, String.join("; ", foreign));
    }
    PassRule word = word(pending, baseline);
    List<String> unfit = problemsOfMeasurement(baseline, word);
    return Optional.of(
        unfit.isEmpty()
            ? registered(state, pending, baseline, word, now)
            : ended(state, pending, now, String.join("; ", unfit)));
  }

  private static PassRule word(Registering pending, VerificationReport baseline) {
    return PassRule.ofRoot(baseline, gate(pending), pending.root().hasForgottenAnybody());
  }

  private static Optional<ModelEvent> taken(
      ModelAggregate state,
      Registered registered,
      ModelCommand command,
      Policy policy,
      Instant now) {
    List<String> others = new ArrayList<>();
    VersionRow root = state.version(ROOT_VERSION).orElseThrow();
    requireSame(others, "model", root.digest(), command.getModelDigest());
    requireSame(others, "dataset", registered.dataset().digest(), command.getDatasetDigest());
    requireSame(others, "forgotten set", root.forgottenDigest(), command.getForgottenDigest());
    requireSame(others, "policy", root.policyDigest(), policy.digest());
    return CommandDecisions.refuse(
        state,
        command,
        now,
        others.isEmpty()
            ? "it is registered already, just so; there is nothing left to do"
            : "the name is taken by another model, root %s, with another %s; register under another name"
                .formatted(registered.rootDigest(), String.join(", ", others)));
  }

  private static void requireSame(
      List<String> others, String what, String registered, @Nullable String given) {
    if (!registered.equals(given)) {
      others.add(what);
    }
  }

  private static ModelEvent accepted(
      ModelAggregate state, ModelCommand command, Policy policy, Instant now) {
    return CommandDecisions.by(
            command, EventDraft.next(state, ModelEventType.REGISTRATION_ACCEPTED, now))
        .setDigest(command.getModelDigest())
        .setUri(command.getModelUri())
        .setDatasetDigest(command.getDatasetDigest())
        .setDatasetUri(command.getDatasetUri())
        .setForgottenDigest(command.getForgottenDigest())
        .setForgottenUri(command.getForgottenUri())
        .setPolicy(policy.json())
        .setPolicyDigest(policy.digest())
        .setReason(command.getReason())
        .build();
  }

  private static ModelEvent registered(
      ModelAggregate state,
      Registering pending,
      VerificationReport baseline,
      PassRule word,
      Instant now) {
    ChampionPointer root = pending.root();
    return withWord(EventDraft.next(state, ModelEventType.REGISTERED, now), pending, word)
        .setCommandId(pending.commandId())
        .setChampionEpoch(root.epoch())
        .setVersion(root.version())
        .setDigest(root.digest())
        .setUri(root.uri())
        .setRootDigest(root.digest())
        .setDatasetDigest(pending.dataset().digest())
        .setDatasetUri(pending.dataset().uri())
        .setForgottenDigest(root.forgottenDigest())
        .setForgottenUri(root.forgottenUri())
        .setPolicy(pending.policy().json())
        .setPolicyDigest(pending.policy().digest())
        .setReport(baseline.getSignature())
        .setMetrics(baseline.getMetrics())
        .build();
  }

  /** What became of the word that it was trained without some people; nothing where nobody was. */
  private static ModelEvent.Builder withWord(
      ModelEvent.Builder event, Registering pending, PassRule word) {
    if (!pending.root().hasForgottenAnybody()) {
      return event;
    }
    boolean asked = gate(pending).tellsOfRoots();
    if (asked && word.outcome() == GateOutcome.PASS) {
      return event.setTrainedWithout(TrainedWithout.SHOWN);
    }
    String why =
        asked
            ? String.join("; ", word.objections())
            : "the policy's gate is laxer than the design's, and shows nothing";
    return event
        .setTrainedWithout(TrainedWithout.CLAIMED)
        .setReason(
            TextLimit.MESSAGE.cut(
                "that it was trained without some people is claimed, not shown: " + why));
  }

  private static Gate gate(Registering pending) {
    return ModelPolicy.parse(pending.policy().json()).gate();
  }

  private static List<String> problems(ModelCommand command) {
    List<String> problems = new ArrayList<>(InputTexts.problems(command));
    requireDigest(problems, "modelDigest", command.getModelDigest());
    requireDigest(problems, "datasetDigest", command.getDatasetDigest());
    requireDigest(problems, "forgottenDigest", command.getForgottenDigest());
    if (problems.isEmpty()) {
      requireUri(problems, "modelUri", tree(command.getModelDigest()), command.getModelUri());
      requireUri(
          problems, "forgottenUri", blob(command.getForgottenDigest()), command.getForgottenUri());
    }
    requireTree(problems, "datasetUri", command.getDatasetUri());
    requirePolicy(problems, command.getPolicy());
    return problems;
  }

  /** Whether a trusted verifier signed it, for what is awaited. */
  private List<String> problemsOfOrigin(Registering pending, VerificationReport baseline) {
    try {
      ReportStatement.verify(baseline, trustedKeys);
    } catch (SignatureInvalidException e) {
      // What it says is repeated nowhere: anybody may have written it, at any length.
      return List.of("it is not signed by a trusted verifier");
    }
    List<String> problems = new ArrayList<>();
    ChampionPointer root = pending.root();
    requireEqual(problems, "candidateDigest", root.digest(), baseline.getCandidateDigest());
    requireEqual(
        problems, "datasetDigest", pending.dataset().digest(), baseline.getDatasetDigest());
    requireEqual(
        problems, "forgottenDigest", root.forgottenDigest(), baseline.getForgottenDigest());
    requireEqual(problems, "policyDigest", pending.policy().digest(), baseline.getPolicyDigest());
    return problems;
  }

  /**
   * Whether its registrar's word may stand, and later candidates have something to be held against.
   */
  private static List<String> problemsOfMeasurement(VerificationReport baseline, PassRule word) {
    if (baseline.getCriteria().isEmpty() && baseline.getVerdict() != Verdict.PASS) {
      return List.of(
          "the verifier could not measure the model (verdict %s): %s"
              .formatted(baseline.getVerdict(), String.join("; ", baseline.getFindings())));
    }
    if (word.outcome() == GateOutcome.FAIL) {
      return List.of(
          "what the report says of those on whom it was not trained lets nobody register it: "
              + String.join("; ", word.objections()));
    }
    List<String> problems = new ArrayList<>();
    requireFinite(problems, TEST_ACCURACY, baseline.getMetrics().get(TEST_ACCURACY));
    if (baseline.getMetrics().containsKey(RETAIN_ACCURACY)) {
      requireFinite(problems, RETAIN_ACCURACY, baseline.getMetrics().get(RETAIN_ACCURACY));
    }
    return problems;
  }

  private static void requireDigest(List<String> problems, String name, @Nullable String value) {
    if (!Digests.isSha256Hex(value)) {
      problems.add(
          "%s is %s; it must be 64 lower-case hexadecimal digits"
              .formatted(name, InputTexts.quoted(value)));
    }
  }

  private static String tree(String digest) {
    return ArtifactRef.tree(digest).uri();
  }

  private static String blob(String digest) {
    return ArtifactRef.blob(digest).uri();
  }

  /** What is measured is read by digest, what is served by URI. */
  private static void requireUri(
      List<String> problems, String name, String expected, @Nullable String value) {
    if (!expected.equals(value)) {
      problems.add(
          "%s is %s; by the digest it must be %s"
              .formatted(name, InputTexts.quoted(value), expected));
    }
  }

  /** A dataset's digest is its index's, not its tree's. */
  private static void requireTree(List<String> problems, String name, @Nullable String value) {
    try {
      ArtifactRef.parseTree(Objects.requireNonNullElse(value, ""));
    } catch (IllegalArgumentException e) {
      problems.add(
          "%s is %s; it must be the URI of an artifact that is a tree"
              .formatted(name, InputTexts.quoted(value)));
    }
  }

  private static void requirePolicy(List<String> problems, @Nullable String text) {
    if (text == null || text.isBlank()) {
      problems.add("policy is missing");
      return;
    }
    try {
      Policy.given(text);
    } catch (PolicyException e) {
      problems.add("policy is not valid: " + e.getMessage());
    }
  }

  private static void requireEqual(
      List<String> problems, String name, String expected, @Nullable String found) {
    if (!expected.equals(found)) {
      problems.add("its %s is %s where the command says %s".formatted(name, found, expected));
    }
  }

  private static void requireFinite(List<String> problems, String name, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      problems.add("the baseline's %s is %s; it must be a finite number".formatted(name, value));
    }
  }

  /** The answer to the command that is awaited: no registration comes of it. */
  private static ModelEvent ended(
      ModelAggregate state, Registering pending, Instant now, String reason) {
    return EventDraft.refused(
            state, now, "REGISTER of model %s: %s".formatted(state.model(), reason))
        .setCommandId(pending.commandId())
        .build();
  }

  /** Says aloud that a baseline has no effect. It names no command: it answers none. */
  private static Optional<ModelEvent> refuse(ModelAggregate state, Instant now, String reason) {
    return Optional.of(
        EventDraft.refused(state, now, "baseline of model %s: %s".formatted(state.model(), reason))
            .build());
  }
}
