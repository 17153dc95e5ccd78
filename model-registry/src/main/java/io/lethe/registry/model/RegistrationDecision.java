// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.domain.policy.PolicyException;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registration of a model's root.
 *
 * <p>The baseline must be signed by a trusted verifier and be about this model, these bytes, this
 * dataset, this policy and this forgotten set. It must say PASS, and its utility metrics must be
 * finite: {@code test_accuracy} must be there, {@code retain_accuracy} may. A root is not asked to
 * have forgotten anybody, so forgetting metrics are not looked at.
 *
 * <p>The same registration again, under another command id, changes nothing; another one under the
 * same name is refused.
 */
final class RegistrationDecision {
  private static final String TEST_ACCURACY = "test_accuracy";
  private static final String RETAIN_ACCURACY = "retain_accuracy";

  private final TrustedKeys trustedKeys;

  RegistrationDecision(TrustedKeys trustedKeys) {
    this.trustedKeys = trustedKeys;
  }

  Optional<ModelEvent> decide(ModelAggregate state, ModelCommand command, Instant now) {
    List<String> problems = problemsOfShape(command);
    if (!problems.isEmpty()) {
      return refuse(state, command, now, problems);
    }
    Policy policy;
    VerificationReport baseline;
    try {
      policy = Policy.given(command.getPolicy());
      baseline = ReportStatement.fromEnvelope(command.getBaseline(), trustedKeys);
    } catch (PolicyException e) {
      return refuse(state, command, now, List.of("policy is not valid: " + e.getMessage()));
    } catch (SignatureInvalidException e) {
      return refuse(
          state,
          command,
          now,
          List.of("baseline is not signed by a trusted verifier: " + e.getMessage()));
    }
    if (state.lifecycle() instanceof Lifecycle.Registered registered) {
      return again(state, registered, command, policy, now);
    }
    problems = problemsOfBaseline(command, policy, baseline);
    return problems.isEmpty()
        ? Optional.of(registered(state, command, policy, baseline, now))
        : refuse(state, command, now, problems);
  }

  private static Optional<ModelEvent> again(
      ModelAggregate state,
      Lifecycle.Registered registered,
      ModelCommand command,
      Policy policy,
      Instant now) {
    boolean identical =
        state
            .version(1)
            .filter(root -> root.digest().equals(command.getModelDigest()))
            .filter(root -> root.forgottenDigest().equals(command.getForgottenDigest()))
            .filter(root -> root.policyDigest().equals(policy.digest()))
            .filter(root -> registered.dataset().digest().equals(command.getDatasetDigest()))
            .isPresent();
    return identical
        ? Optional.empty()
        : refuse(
            state,
            command,
            now,
            List.of(
                "the name is taken by another model, root %s; register under another name"
                    .formatted(registered.rootDigest())));
  }

  private static ModelEvent registered(
      ModelAggregate state,
      ModelCommand command,
      Policy policy,
      VerificationReport baseline,
      Instant now) {
    return CommandDecisions.by(command, EventDraft.next(state, ModelEventType.REGISTERED, now))
        .setChampionEpoch(1)
        .setVersion(1L)
        .setDigest(command.getModelDigest())
        .setUri(command.getModelUri())
        .setRootDigest(command.getModelDigest())
        .setDatasetDigest(command.getDatasetDigest())
        .setDatasetUri(command.getDatasetUri())
        .setForgottenDigest(command.getForgottenDigest())
        .setForgottenUri(command.getForgottenUri())
        .setPolicy(policy.json())
        .setPolicyDigest(policy.digest())
        .setReport(command.getBaseline())
        .setMetrics(baseline.getMetrics())
        .setReason(command.getReason())
        .build();
  }

  private static List<String> problemsOfShape(ModelCommand command) {
    List<String> problems = new ArrayList<>();
    requireDigest(problems, "modelDigest", command.getModelDigest());
    requireDigest(problems, "datasetDigest", command.getDatasetDigest());
    requireDigest(problems, "forgottenDigest", command.getForgottenDigest());
    requireText(problems, "modelUri", command.getModelUri());
    requireText(problems, "datasetUri", command.getDatasetUri());
    requireText(problems, "forgottenUri", command.getForgottenUri());
    requireText(problems, "policy", command.getPolicy());
    requireText(problems, "baseline", command.getBaseline());
    return problems;
  }

  private static List<String> problemsOfBaseline(
      ModelCommand command, Policy policy, VerificationReport baseline) {
    List<String> problems = new ArrayList<>();
    requireEqual(problems, "kind", ReportKind.BASELINE, baseline.getKind());
    requireEqual(problems, "model", command.getModel(), baseline.getModel());
    requireEqual(
        problems, "candidateDigest", command.getModelDigest(), baseline.getCandidateDigest());
    requireEqual(
        problems, "datasetDigest", command.getDatasetDigest(), baseline.getDatasetDigest());
    requireEqual(
        problems, "forgottenDigest", command.getForgottenDigest(), baseline.getForgottenDigest());
    requireEqual(problems, "policyDigest", policy.digest(), baseline.getPolicyDigest());
    requireEqual(problems, "verdict", Verdict.PASS, baseline.getVerdict());
    requireFinite(problems, TEST_ACCURACY, baseline.getMetrics().get(TEST_ACCURACY));
    if (baseline.getMetrics().containsKey(RETAIN_ACCURACY)) {
      requireFinite(problems, RETAIN_ACCURACY, baseline.getMetrics().get(RETAIN_ACCURACY));
    }
    return problems;
  }

  private static void requireDigest(List<String> problems, String name, @Nullable String value) {
    if (!Digests.isSha256Hex(value)) {
      problems.add("%s is %s; it must be 64 lower-case hexadecimal digits".formatted(name, value));
    }
  }

  private static void requireText(List<String> problems, String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      problems.add(name + " is missing");
    }
  }

  private static void requireEqual(
      List<String> problems, String name, Object expected, @Nullable Object found) {
    if (!Objects.equals(expected, found)) {
      problems.add(
          "the baseline's %s is %s; it must be %s: measure the baseline again"
              .formatted(name, found, expected));
    }
  }

  private static void requireFinite(List<String> problems, String name, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      problems.add("the baseline's %s is %s; it must be a finite number".formatted(name, value));
    }
  }

  private static Optional<ModelEvent> refuse(
      ModelAggregate state, ModelCommand command, Instant now, List<String> problems) {
    return CommandDecisions.refuse(state, command, now, String.join("; ", problems));
  }
}
