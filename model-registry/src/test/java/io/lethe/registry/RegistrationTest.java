// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.REGISTERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RegistrationTest extends RegistryDriverTest {

  @Test
  void shouldMakeTheRootVersionOneAtEpochOne() {
    ModelCommand command = samples.register();

    ModelEvent event = only(registry.send(command), REGISTERED);

    assertThat(event.getSequence()).isEqualTo(1);
    assertThat(event.getVersion()).isEqualTo(1);
    assertThat(event.getChampionEpoch()).isEqualTo(1);
    assertThat(event.getDigest()).isEqualTo(Samples.ROOT);
    assertThat(event.getRootDigest()).isEqualTo(Samples.ROOT);
    assertThat(event.getCommandId()).isEqualTo(command.getCommandId());
    assertThat(event.getPolicyDigest()).isEqualTo(Samples.POLICY_DIGEST);
    assertThat(event.getMetrics()).containsEntry("test_accuracy", 0.9);
    assertThat(event.getReport()).isEqualTo(command.getBaseline());
    assertThat(registry.champion().getVersion()).isEqualTo(1);
    assertThat(registry.champion().getDigest()).isEqualTo(Samples.ROOT);
    assertThat(registry.champion().getDatasetDigest()).isEqualTo(Samples.DATASET);
  }

  /** A registrar that is older or newer than the registry writes other fields than it would. */
  @Test
  void shouldRegisterThePolicysTextAsItIs() {
    String older = "{\"gate\":{\"maxAttackGap\":0.0001}}";

    ModelEvent event =
        only(
            registry.send(
                samples
                    .register(samples.baseline().setPolicyDigest(ModelPolicy.digestOf(older)))
                    .setPolicy("{ \"gate\": {\"maxAttackGap\": 1e-4} }")
                    .build()),
            REGISTERED);

    assertThat(event.getPolicy()).isEqualTo(older);
    assertThat(event.getPolicyDigest()).isEqualTo(ModelPolicy.digestOf(older));
  }

  @Test
  void shouldDoNothingForARepeatedCommand() {
    ModelCommand command = samples.register();
    registry.send(command);

    assertThat(registry.send(command)).isEmpty();
    assertThat(registry.count(RegistryMetrics.NO_EFFECT.name())).isEqualTo(1);
  }

  @Test
  void shouldDoNothingForAnIdenticalRegistrationUnderAnotherCommand() {
    registry.send(samples.register());

    assertThat(registry.send(samples.register())).isEmpty();
  }

  @Test
  void shouldRefuseAnotherModelUnderATakenName() {
    registry.send(samples.register());
    String other = Samples.digest("other root");

    ModelEvent event =
        only(
            registry.send(
                samples
                    .register(samples.baseline(other))
                    .setModelDigest(other)
                    .setModelUri("artifact:tree/" + other)
                    .build()),
            COMMAND_REFUSED);

    assertThat(event.getReason())
        .contains("the name is taken by another model, root " + Samples.ROOT)
        .contains("register under another name");
    assertThat(registry.champion().getDigest()).isEqualTo(Samples.ROOT);
  }

  static Stream<Arguments> unfitBaselines() {
    return Stream.of(
        unfit("kind is CANDIDATE", it -> it.setKind(ReportKind.CANDIDATE)),
        unfit("model is voices", it -> it.setModel("voices")),
        unfit("candidateDigest is", it -> it.setCandidateDigest(Samples.digest("other bytes"))),
        unfit("datasetDigest is", it -> it.setDatasetDigest(Samples.digest("other dataset"))),
        unfit("forgottenDigest is", it -> it.setForgottenDigest(Samples.digest("other set"))),
        unfit("policyDigest is", it -> it.setPolicyDigest(Samples.digest("other policy"))),
        unfit("verdict is FAIL", it -> it.setVerdict(Verdict.FAIL)),
        unfit("verdict is UNKNOWN", it -> it.setVerdict(Verdict.UNKNOWN)),
        unfit("test_accuracy is NaN", it -> it.setMetrics(Map.of("test_accuracy", Double.NaN))),
        unfit("test_accuracy is null", it -> it.setMetrics(Map.of())),
        unfit(
            "retain_accuracy is Infinity",
            it ->
                it.setMetrics(
                    Map.of("test_accuracy", 0.9, "retain_accuracy", Double.POSITIVE_INFINITY))));
  }

  private static Arguments unfit(String problem, UnaryOperator<VerificationReport.Builder> bend) {
    return Arguments.of(problem, bend);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfitBaselines")
  void shouldRefuseABaselineThatIsNotAboutThisModel(
      String problem, UnaryOperator<VerificationReport.Builder> bend) {
    ModelEvent event =
        only(
            registry.send(samples.register(bend.apply(samples.baseline())).build()),
            COMMAND_REFUSED);

    assertThat(event.getReason()).contains("the baseline's " + problem);
    assertThat(event.getChampionEpoch()).isZero();
    assertThat(registry.champion()).isNull();
  }

  @Test
  void shouldRefuseABaselineOfAnUntrustedVerifier() {
    ModelCommand forged = new Samples().register();

    assertThat(only(registry.send(forged), COMMAND_REFUSED).getReason())
        .contains("baseline is not signed by a trusted verifier");
  }

  @Test
  void shouldNameEveryMissingFieldAtOnce() {
    ModelCommand command =
        Samples.command(io.lethe.schemas.CommandType.REGISTER).setModelDigest("ABC").build();

    assertThat(only(registry.send(command), COMMAND_REFUSED).getReason())
        .contains("modelDigest is ABC; it must be 64 lower-case hexadecimal digits")
        .contains("datasetDigest is null")
        .contains("policy is missing")
        .contains("baseline is missing");
  }

  @Test
  void shouldRefuseAPolicyThatIsNotValid() {
    ModelCommand command =
        ModelCommand.newBuilder(samples.register()).setPolicy("{\"gate\": 7}").build();

    assertThat(only(registry.send(command), COMMAND_REFUSED).getReason())
        .contains("policy is not valid");
  }

  @Test
  void shouldRegisterAfterARefusedTry() {
    registry.send(samples.register(samples.baseline().setVerdict(Verdict.FAIL)).build());

    ModelEvent event = only(registry.send(samples.register()), REGISTERED);

    assertThat(event.getSequence()).isEqualTo(2);
    assertThat(event.getVersion()).isEqualTo(1);
  }

  @Test
  void shouldDropARecordWhoseKeyIsNotItsModel() {
    assertThat(registry.sendUnder("voices", samples.register())).isEmpty();
    ModelCommand slashed =
        ModelCommand.newBuilder(samples.register())
            .setModel("faces/version")
            .setCommandId(UUID.randomUUID().toString())
            .build();
    assertThat(registry.sendUnder("faces/version", slashed)).isEmpty();
    assertThat(registry.count(RegistryMetrics.DROPPED.name())).isEqualTo(2);
  }
}
