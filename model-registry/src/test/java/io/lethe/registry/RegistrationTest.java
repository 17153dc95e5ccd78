// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.registry.Samples.POLICY;
import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.REGISTERED;
import static io.lethe.schemas.ModelEventType.REGISTRATION_ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.registry.model.ModelName;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.TrainedWithout;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RegistrationTest extends RegistryDriverTest {
  private final ModelCommand command = Samples.register();

  @Test
  void shouldAcceptWhatKeepsTheRulesAndRegisterNothingYet() {
    ModelEvent event = only(registry.send(command), REGISTRATION_ACCEPTED);

    assertThat(event.getSequence()).isEqualTo(1);
    assertThat(event.getCommandId()).isEqualTo(command.getCommandId());
    assertThat(event.getChampionEpoch()).isZero();
    assertThat(event.getDigest()).isEqualTo(Samples.ROOT);
    assertThat(event.getDatasetDigest()).isEqualTo(Samples.DATASET);
    assertThat(event.getForgottenDigest()).isEqualTo(Samples.NOTHING_FORGOTTEN);
    assertThat(event.getPolicyDigest()).isEqualTo(Samples.POLICY_DIGEST);
    assertThat(registry.champion()).isNull();
  }

  @Test
  void shouldMakeTheRootVersionOneAtEpochOneOnceItsBaselineIsThere() {
    registry.send(command);
    VerificationReport baseline = samples.sign(samples.baseline(command));

    ModelEvent event = only(registry.send(baseline), REGISTERED);

    assertThat(event.getSequence()).isEqualTo(2);
    assertThat(event.getVersion()).isEqualTo(1);
    assertThat(event.getChampionEpoch()).isEqualTo(1);
    assertThat(event.getDigest()).isEqualTo(Samples.ROOT);
    assertThat(event.getRootDigest()).isEqualTo(Samples.ROOT);
    assertThat(event.getCommandId()).isEqualTo(command.getCommandId());
    assertThat(event.getPolicyDigest()).isEqualTo(Samples.POLICY_DIGEST);
    assertThat(event.getMetrics()).containsEntry("test_accuracy", 0.9);
    assertThat(event.getReport()).isEqualTo(baseline.getSignature());
    assertThat(registry.champion().getVersion()).isEqualTo(1);
    assertThat(registry.champion().getDigest()).isEqualTo(Samples.ROOT);
    assertThat(registry.champion().getDatasetDigest()).isEqualTo(Samples.DATASET);
  }

  /** A registrar that is older or newer than the registry writes other fields than it would. */
  @Test
  void shouldRegisterThePolicysTextAsItIs() {
    String older = "{\"gate\":{\"maxAttackGap\":0.0001}}";
    ModelCommand spelt =
        Samples.registration().setPolicy("{ \"gate\": {\"maxAttackGap\": 1e-4} }").build();
    registry.send(spelt);

    ModelEvent event = only(registry.send(samples.sign(samples.baseline(spelt))), REGISTERED);

    assertThat(event.getPolicy()).isEqualTo(older);
    assertThat(event.getPolicyDigest()).isEqualTo(ModelPolicy.digestOf(older));
  }

  @Test
  void shouldDoNothingForARepeatedCommandOrBaseline() {
    VerificationReport baseline = samples.sign(samples.baseline(command));
    registry.send(command);
    assertThat(registry.send(command)).isEmpty();
    registry.send(baseline);

    assertThat(registry.send(command)).isEmpty();
    assertThat(registry.send(baseline)).isEmpty();
    assertThat(registry.count(RegistryMetrics.NO_EFFECT.name())).isEqualTo(3);
  }

  @Test
  void shouldSayOfAnIdenticalRegistrationThatThereIsNothingLeftToDo() {
    registry.register(samples);

    assertThat(only(registry.send(command), COMMAND_REFUSED).getReason())
        .contains("registered already, just so");
  }

  @Test
  void shouldRefuseAnotherModelUnderATakenName() {
    registry.register(samples);
    String other = Samples.digest("other root");

    ModelEvent event =
        only(
            registry.send(
                Samples.registration()
                    .setModelDigest(other)
                    .setModelUri("artifact:tree/" + other)
                    .build()),
            COMMAND_REFUSED);

    assertThat(event.getReason())
        .contains("the name is taken by another model, root " + Samples.ROOT)
        .contains("register under another name");
    assertThat(registry.champion().getDigest()).isEqualTo(Samples.ROOT);
  }

  /** What is measured is read by digest, what is served by URI. */
  @Test
  void shouldRefuseAddressesOfOtherBytes() {
    String other = "artifact:tree/" + Samples.digest("other root");

    ModelEvent event =
        only(
            registry.send(
                Samples.registration()
                    .setModelUri(other)
                    .setForgottenUri("artifact:tree/" + Samples.NOTHING_FORGOTTEN)
                    .build()),
            COMMAND_REFUSED);

    assertThat(event.getReason())
        .contains(
            "modelUri is " + other + "; by the digest it must be artifact:tree/" + Samples.ROOT)
        .contains("by the digest it must be artifact:blob/" + Samples.NOTHING_FORGOTTEN);
  }

  static Stream<Arguments> foreignBaselines() {
    return Stream.of(
        bent("no registration by command null", it -> it.setCommandId(null)),
        bent("no registration by command other", it -> it.setCommandId("other")),
        bent(
            "commandId has 2,000,000 characters; it may have at most 64 characters",
            it -> it.setCommandId("x".repeat(2_000_000))),
        bent("candidateDigest is", it -> it.setCandidateDigest(Samples.digest("other bytes"))),
        bent("datasetDigest is", it -> it.setDatasetDigest(Samples.digest("other dataset"))),
        bent("forgottenDigest is", it -> it.setForgottenDigest(Samples.digest("other set"))),
        bent("policyDigest is", it -> it.setPolicyDigest(Samples.digest("other policy"))));
  }

  static Stream<Arguments> unfitBaselines() {
    return Stream.of(
        bent("(verdict FAIL): no such dataset", RegistrationTest::failed),
        bent("(verdict UNKNOWN)", it -> it.setVerdict(Verdict.UNKNOWN)),
        bent("test_accuracy is NaN", it -> it.setMetrics(Map.of("test_accuracy", Double.NaN))),
        bent("test_accuracy is null", it -> it.setMetrics(Map.of())),
        bent(
            "retain_accuracy is Infinity",
            it ->
                it.setMetrics(
                    Map.of("test_accuracy", 0.9, "retain_accuracy", Double.POSITIVE_INFINITY))));
  }

  private static VerificationReport.Builder failed(VerificationReport.Builder baseline) {
    return baseline.setVerdict(Verdict.FAIL).setFindings(List.of("no such dataset"));
  }

  private static Arguments bent(String problem, UnaryOperator<VerificationReport.Builder> bend) {
    return Arguments.of(problem, bend);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("foreignBaselines")
  void shouldRefuseABaselineOfSomethingElseAndGoOnWaiting(
      String problem, UnaryOperator<VerificationReport.Builder> bend) {
    registry.send(command);

    ModelEvent event =
        only(registry.send(samples.sign(bend.apply(samples.baseline(command)))), COMMAND_REFUSED);

    assertThat(event.getReason()).contains(problem);
    assertThat(event.getCommandId()).as("the command is not answered by it").isNull();
    assertThat(registry.count(RegistryMetrics.REFUSED.name())).isEqualTo(1);
    only(registry.send(samples.sign(samples.baseline(command))), REGISTERED);
  }

  @Test
  void shouldRefuseABaselineOfAnUntrustedVerifierAndGoOnWaiting() {
    registry.send(command);
    VerificationReport honest = samples.sign(samples.baseline(command));
    Samples forger = new Samples();

    for (VerificationReport forged :
        List.of(
            forger.sign(forger.baseline(command)),
            forger.sign(failed(forger.baseline(command))),
            samples.baseline(command).build(),
            VerificationReport.newBuilder(honest).setVerdict(Verdict.FAIL).build())) {
      assertThat(only(registry.send(forged), COMMAND_REFUSED).getReason())
          .contains("not signed by a trusted verifier");
    }

    only(registry.send(honest), REGISTERED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfitBaselines")
  void shouldEndARegistrationWhoseModelCouldNotBeMeasured(
      String problem, UnaryOperator<VerificationReport.Builder> bend) {
    registry.send(command);

    ModelEvent event =
        only(registry.send(samples.sign(bend.apply(samples.baseline(command)))), COMMAND_REFUSED);

    assertThat(event.getReason()).contains(problem);
    assertThat(event.getCommandId()).isEqualTo(command.getCommandId());
    assertThat(registry.send(samples.sign(samples.baseline(command))))
        .as("what is answered stays so")
        .isEmpty();
    assertThat(registry.champion()).isNull();
  }

  @Test
  void shouldSayThatARootIsShownToBeTrainedWithoutSomePeople() {
    ModelCommand without = withoutSome(POLICY);
    registry.send(without);

    ModelEvent event =
        only(registry.send(samples.sign(ofRoot(without, POLICY.gate()))), REGISTERED);

    assertThat(event.getTrainedWithout()).isEqualTo(TrainedWithout.SHOWN);
    assertThat(event.getReason()).isNull();
    assertThat(event.getForgottenDigest()).isEqualTo(without.getForgottenDigest());
  }

  @Test
  void shouldTakeTheRegistrarsWordWhereTheReportCannotTell() {
    ModelCommand without = withoutSome(POLICY);
    registry.send(without);
    VerificationReport cannotTell =
        samples.sign(
            ofRoot(
                    without,
                    POLICY.gate(),
                    it -> it.setLow(-0.3).setHigh(0.4).setVerdict(CriterionVerdict.INCONCLUSIVE))
                .setVerdict(Verdict.INCONCLUSIVE));

    ModelEvent event = only(registry.send(cannotTell), REGISTERED);

    assertThat(event.getTrainedWithout()).isEqualTo(TrainedWithout.CLAIMED);
    assertThat(event.getReason())
        .contains("claimed, not shown", "criterion forget_margin is INCONCLUSIVE");
  }

  @Test
  void shouldRefuseARootThatKnowsThoseOnWhomItIsSaidNotToHaveBeenTrained() {
    ModelCommand without = withoutSome(POLICY);
    registry.send(without);
    VerificationReport otherwise =
        samples.sign(
            ofRoot(
                    without,
                    POLICY.gate(),
                    it ->
                        it.setValue(0.6).setLow(0.5).setHigh(0.7).setVerdict(CriterionVerdict.FAIL))
                .setVerdict(Verdict.FAIL));

    ModelEvent event = only(registry.send(otherwise), COMMAND_REFUSED);

    assertThat(event.getCommandId()).isEqualTo(without.getCommandId());
    assertThat(event.getReason())
        .contains("of those on whom it was not trained", "criterion forget_margin is FAIL");
    assertThat(registry.champion()).isNull();
  }

  /** A reason may be cut: what refuses it comes before what merely cannot tell. */
  @Test
  void shouldSayFirstWhatRefusesARoot() {
    ModelCommand without = withoutSome(POLICY);
    registry.send(without);
    VerificationReport.Builder report =
        ofRoot(
            without,
            POLICY.gate(),
            it -> it.setLow(-0.3).setHigh(0.4).setVerdict(CriterionVerdict.INCONCLUSIVE));
    report.setCriteria(
        report.getCriteria().stream()
            .map(
                each ->
                    each.getName().equals(GateCriterion.FORGET_MARGIN_KEPT.label())
                        ? Criterion.newBuilder(each)
                            .setValue(0.9)
                            .setLow(0.7)
                            .setHigh(1.1)
                            .setVerdict(CriterionVerdict.FAIL)
                            .build()
                        : each)
            .toList());

    ModelEvent event =
        only(registry.send(samples.sign(report.setVerdict(Verdict.FAIL))), COMMAND_REFUSED);

    assertThat(event.getReason())
        .containsSubsequence(
            "criterion forget_margin_kept is FAIL", "criterion forget_margin is INCONCLUSIVE");
  }

  static Stream<Arguments> wordsThatAReportDoesNotBearOut() {
    return Stream.of(
        bent("is there 0 times", it -> it.setCriteria(List.of())),
        bent("verdict is INCONCLUSIVE", it -> it.setVerdict(Verdict.INCONCLUSIVE)),
        bent("none that the policy asks for", it -> it.setCriteria(Samples.criteria("retrain"))));
  }

  /** The second pair of eyes: what its values say is asked again. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("wordsThatAReportDoesNotBearOut")
  void shouldNotSayShownWhatTheReportsValuesDoNotShow(
      String problem, UnaryOperator<VerificationReport.Builder> bend) {
    ModelCommand without = withoutSome(POLICY);
    registry.send(without);

    ModelEvent event =
        registry.send(samples.sign(bend.apply(ofRoot(without, POLICY.gate())))).get(0);

    assertThat(event.getTrainedWithout()).isNotEqualTo(TrainedWithout.SHOWN);
    assertThat(event.getReason()).contains(problem);
  }

  @Test
  void shouldNotSayShownWhereThePolicyAsksNothing() {
    double none = Double.POSITIVE_INFINITY;
    Gate lax =
        new Gate(
            new Gate.Forgetting(1, none, 1, 1, none, 1, none, 1, none, none, 1, 1),
            Gate.Utility.DEFAULTS,
            Gate.Weights.DEFAULTS);
    ModelPolicy policy = new ModelPolicy(POLICY.sealing(), POLICY.ladder(), lax, POLICY.limits());
    ModelCommand without = withoutSome(policy);
    registry.send(without);

    ModelEvent event = only(registry.send(samples.sign(ofRoot(without, lax))), REGISTERED);

    assertThat(event.getTrainedWithout()).isEqualTo(TrainedWithout.CLAIMED);
    assertThat(event.getReason()).contains("gate is laxer than the design's");
  }

  private static ModelCommand withoutSome(ModelPolicy policy) {
    String some = Samples.digest("some");
    return Samples.registration()
        .setForgottenDigest(some)
        .setForgottenUri("artifact:blob/" + some)
        .setPolicy(policy.toCanonicalJson())
        .build();
  }

  private VerificationReport.Builder ofRoot(ModelCommand command, Gate gate) {
    return ofRoot(command, gate, it -> it);
  }

  private VerificationReport.Builder ofRoot(
      ModelCommand command, Gate gate, UnaryOperator<Criterion.Builder> margin) {
    return samples
        .baseline(command)
        .setForgottenDigest(command.getForgottenDigest())
        .setCriteria(
            gate.requirementsOfRoot().stream()
                .map(Samples::met)
                .map(
                    each ->
                        each.getName().equals(GateCriterion.FORGET_MARGIN.label())
                            ? margin.apply(Criterion.newBuilder(each)).build()
                            : each)
                .toList());
  }

  @Test
  void shouldRegisterAfterARefusedTry() {
    registry.send(command);
    registry.send(samples.sign(failed(samples.baseline(command))));

    registry.register(samples);

    assertThat(registry.champion().getVersion()).isEqualTo(1);
  }

  @Test
  void shouldRefuseABaselineThatNobodyAskedFor() {
    assertThat(
            only(registry.send(samples.sign(samples.baseline(command))), COMMAND_REFUSED)
                .getReason())
        .contains("no registration by command " + command.getCommandId());
  }

  /** Its baseline may be lost, or its sender gone: the last word counts. */
  @Test
  void shouldLetALaterRegistrationTakeThePlaceOfOneThatIsAwaited() {
    registry.send(command);
    ModelCommand later = Samples.register();

    List<ModelEvent> events = registry.send(later);

    assertThat(types(events)).containsExactly(COMMAND_REFUSED, REGISTRATION_ACCEPTED);
    assertThat(events.get(0).getCommandId()).isEqualTo(command.getCommandId());
    assertThat(events.get(0).getReplacedBy()).isEqualTo(later.getCommandId());
    assertThat(events.get(0).getReason())
        .contains("command " + later.getCommandId() + " took its place");
    assertThat(registry.send(samples.sign(samples.baseline(command))))
        .as("the baseline of an answered command")
        .isEmpty();
    only(registry.send(samples.sign(samples.baseline(later))), REGISTERED);
  }

  @Test
  void shouldGoOnWaitingWhereALaterRegistrationBreaksTheRules() {
    registry.send(command);

    only(registry.send(Samples.registration().setPolicy("{}{").build()), COMMAND_REFUSED);

    only(registry.send(samples.sign(samples.baseline(command))), REGISTERED);
  }

  @Test
  void shouldRefuseOtherCommandsWhileTheBaselineIsAwaited() {
    registry.send(command);

    assertThat(
            only(
                    registry.send(
                        Samples.command(CommandType.ROLLBACK).setTargetVersion(1L).build()),
                    COMMAND_REFUSED)
                .getReason())
        .contains("the model is not registered");
    only(registry.send(Samples.rootJob("early")), COMMAND_REFUSED);
    only(registry.send(samples.sign(samples.baseline(command))), REGISTERED);
  }

  @Test
  void shouldNameEveryMissingFieldAtOnceAndNotWaitForTheVerifier() {
    ModelCommand bare = Samples.command(CommandType.REGISTER).setModelDigest("ABC").build();

    assertThat(only(registry.send(bare), COMMAND_REFUSED).getReason())
        .contains("modelDigest is ABC; it must be 64 lower-case hexadecimal digits")
        .contains("datasetDigest is null")
        .contains("datasetUri is null; it must be the URI of an artifact")
        .contains("policy is missing");
  }

  @Test
  void shouldRefuseAPolicyThatIsNotValidAtOnce() {
    ModelCommand invalid = Samples.registration().setPolicy("{\"gate\": 7}").build();

    assertThat(only(registry.send(invalid), COMMAND_REFUSED).getReason())
        .contains("policy is not valid");
  }

  @Test
  void shouldAccountForWhatBelongsToNoModelsHistory() {
    assertThat(registry.sendUnder("voices", command)).isEmpty();
    RejectedInput underAnotherKey = onlyRejected("model.commands/0/0");
    assertThat(underAnotherKey.getMessage())
        .isEqualTo("command: key is voices; it must be the model, faces");
    assertThat(underAnotherKey.getModel()).isEqualTo("faces");
    assertThat(underAnotherKey.getCommandId()).isEqualTo(command.getCommandId());

    for (String name : List.of("faces/version", "", " ", "../x", "a".repeat(700_000))) {
      ModelCommand badName = Samples.registration().setModel(name).build();
      assertThat(registry.sendUnder(name, badName)).isEmpty();
      assertThat(registry.rejected())
          .singleElement()
          .satisfies(
              rejected ->
                  assertThat(rejected.value().getMessage())
                      .startsWith("command: model is ")
                      .endsWith(ModelName.RULE)
                      .hasSizeLessThan(300));
    }
    assertThat(registry.count(RegistryMetrics.DROPPED.name())).isEqualTo(6);
    only(registry.send(command), REGISTRATION_ACCEPTED);
  }

  /** Not every client partitions as Java's: another task would number the model's events anew. */
  @Test
  void shouldRefuseARecordInAnotherPartitionThanItsModels() {
    try (RegistryDriver elsewhere =
        new RegistryDriver(samples.trustedKeys(), stateDirectory.resolve("elsewhere"), 3)) {
      assertThat(elsewhere.send(command)).isEmpty();

      assertThat(elsewhere.rejected())
          .singleElement()
          .satisfies(
              rejected ->
                  assertThat(rejected.value().getMessage())
                      .contains("partition is 0; records of model faces belong in 3"));
      assertThat(elsewhere.liveRows(Samples.MODEL)).isEmpty();
    }
  }

  private RejectedInput onlyRejected(String key) {
    List<TestRecord<String, RejectedInput>> rejected = registry.rejected();
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).key()).isEqualTo(key);
    return rejected.get(0).value();
  }
}
