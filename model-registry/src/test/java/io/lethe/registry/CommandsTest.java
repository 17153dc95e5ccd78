// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.ALIAS_REMOVED;
import static io.lethe.schemas.ModelEventType.ALIAS_SET;
import static io.lethe.schemas.ModelEventType.CANDIDATE_ACCEPTED;
import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.INCONCLUSIVE;
import static io.lethe.schemas.ModelEventType.PARKED_SET_REFUSED;
import static io.lethe.schemas.ModelEventType.PARKED_SET_RETRIED;
import static io.lethe.schemas.ModelEventType.POLICY_SET;
import static io.lethe.schemas.ModelEventType.PROMOTED;
import static io.lethe.schemas.ModelEventType.REJECTED;
import static io.lethe.schemas.ModelEventType.ROLLED_BACK;
import static io.lethe.schemas.ModelEventType.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.job.JobExtensions;
import io.lethe.registry.model.HeadRow;
import io.lethe.registry.model.Lifecycle;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest extends RegistryDriverTest {
  private static final String BYTES = Samples.digest("unlearned bytes");

  @BeforeEach
  void register() {
    registry.register(samples);
  }

  @Test
  void shouldRefuseARollbackToAVersionThatRemembers() {
    promote("a", BYTES);

    ModelEvent event = only(registry.send(rollbackTo(1)), COMMAND_REFUSED);

    assertThat(event.getReason())
        .contains("version 1 remembers what the champion (version 2) has forgotten")
        .contains("only versions that have forgotten as much may be named");
    assertThat(registry.champion().getDigest()).isEqualTo(BYTES);
  }

  @Test
  void shouldRollBackToOtherBytesThatHaveForgottenAsMuch() {
    promote("a", BYTES);
    String again = Samples.digest("bytes that forget the same again");
    promoteForgettingNothingMore(again);
    ModelCommand command = rollbackTo(2);

    ModelEvent event = only(registry.send(command), ROLLED_BACK);

    assertThat(event.getVersion()).isEqualTo(4);
    assertThat(event.getChampionEpoch()).isEqualTo(4);
    assertThat(event.getDigest()).isEqualTo(BYTES);
    assertThat(event.getParentVersion()).isEqualTo(2);
    assertThat(event.getReport()).isNotBlank();
    assertThat(registry.champion().getVersion()).isEqualTo(4);
    assertThat(registry.champion().getDigest()).isEqualTo(BYTES);
    assertThat(registry.send(command)).isEmpty();
  }

  @Test
  void shouldCallWorkStaleThatWasMadeBeforeARollback() {
    promote("a", BYTES);
    promoteForgettingNothingMore(Samples.digest("again"));
    registry.send(rollbackTo(2));
    registry.send(rollbackTo(3));
    UnlearningJob sameParentOldEpoch =
        Samples.job(
            3, Samples.digest("again"), 3, registry.champion().getForgottenDigest(), "c", 1);

    only(registry.send(sameParentOldEpoch), STALE);
  }

  @Test
  void shouldRefuseARollbackToNothingOrToWhatServes() {
    assertThat(only(registry.send(rollbackTo(7)), COMMAND_REFUSED).getReason())
        .contains("targetVersion is 7; the model has versions 1 to 1");
    assertThat(
            only(registry.send(Samples.command(CommandType.ROLLBACK).build()), COMMAND_REFUSED)
                .getReason())
        .contains("targetVersion is null");
    assertThat(only(registry.send(rollbackTo(1)), COMMAND_REFUSED).getReason())
        .contains("version 1's bytes serve already");
  }

  @Test
  void shouldSetAnAliasThatLapsesWhenTheChampionForgetsMore() {
    ModelEvent event = only(registry.send(alias("stable", 1)), ALIAS_SET);
    assertThat(event.getDigest()).isEqualTo(Samples.ROOT);
    assertThat(aliases()).containsExactly(Map.entry("stable", 1L));

    promote("a", BYTES);

    assertThat(aliases()).isEmpty();
    assertThat(only(registry.send(alias("stable", 1)), COMMAND_REFUSED).getReason())
        .contains("version 1 remembers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"champion", "latest", "Stable", "1st", "a/b", "", "-a"})
  void shouldRefuseAnAliasThatMisleads(String alias) {
    assertThat(only(registry.send(alias(alias, 1)), COMMAND_REFUSED).getReason())
        .contains("alias is " + alias + ";");
  }

  @Test
  void shouldBoundTheNumberOfAliases() {
    for (int i = 0; i < Lifecycle.Registered.MAX_ALIASES; i++) {
      only(registry.send(alias("alias-" + i, 1)), ALIAS_SET);
    }
    assertThat(only(registry.send(alias("one-more", 1)), COMMAND_REFUSED).getReason())
        .contains("the model has 64 aliases");
    only(registry.send(alias("alias-0", 1)), ALIAS_SET);
  }

  @Test
  void shouldSetAPolicyAndRefuseABrokenOne() {
    String stricter = Samples.POLICY.toCanonicalJson().replaceFirst("0\\.05", "0.04");

    ModelEvent event =
        only(
            registry.send(Samples.command(CommandType.SET_POLICY).setPolicy(stricter).build()),
            POLICY_SET);

    assertThat(event.getPolicyDigest()).isNotEqualTo(Samples.POLICY_DIGEST).hasSize(64);
    assertThat(event.getChampionEpoch()).isEqualTo(1);
    assertThat(
            only(
                    registry.send(Samples.command(CommandType.SET_POLICY).setPolicy("{").build()),
                    COMMAND_REFUSED)
                .getReason())
        .contains("policy is not valid");
    assertThat(
            only(registry.send(Samples.command(CommandType.SET_POLICY).build()), COMMAND_REFUSED)
                .getReason())
        .contains("policy is missing");
  }

  @Test
  void shouldOpenANewRoundForARetriedSet() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    registry.send(samples.fail(job, BYTES));
    assertThat(registry.send(job)).isEmpty();
    assertThat(registry.openJobs()).isZero();

    ModelEvent event =
        only(decide(CommandType.RETRY_PARKED, job.getForgetSetDigest(), null), PARKED_SET_RETRIED);

    assertThat(event.getForgetSetDigest()).isEqualTo(job.getForgetSetDigest());
    registry.send(job);
    only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
    only(registry.send(samples.passAgain(job, BYTES)), PROMOTED);
  }

  /** Who may try until chance lets him pass has no level. */
  @Test
  void shouldAskForAStricterLevelOfASetThatWasJudgedBefore() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    registry.send(samples.fail(job, BYTES));
    decide(CommandType.RETRY_PARKED, job.getForgetSetDigest(), null);
    registry.send(job);

    assertThat(only(registry.send(samples.pass(job, BYTES)), INCONCLUSIVE).getReason())
        .contains(
            "forget_margin has an interval of level 0.95",
            "after 1 verdicts about the set level 0.975")
        .doesNotContain("test_accuracy_drop", "class_accuracy_drop");
  }

  @Test
  void shouldRefuseAParkedSetWithAReason() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    String set = job.getForgetSetDigest();

    assertThat(only(decide(CommandType.REFUSE_PARKED, set, " "), COMMAND_REFUSED).getReason())
        .contains("a refusal needs a reason");
    ModelEvent event =
        only(decide(CommandType.REFUSE_PARKED, set, "legal hold"), PARKED_SET_REFUSED);
    assertThat(event.getReason()).isEqualTo("legal hold");
    assertThat(
            only(registry.send(parked(CommandType.REFUSE_PARKED, set, "again")), COMMAND_REFUSED)
                .getReason())
        .contains("no parked set of this digest", "any more: event 4 decided about it");
    assertThat(registry.send(samples.pass(job, BYTES))).isEmpty();
  }

  @Test
  void shouldWorkOnARefusedSetAgainWhenItsJobWasOrderedAfterTheRefusal() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    ModelEvent refusal = refuse(job);

    ModelEvent event =
        only(registry.send(orderedAfter(job, refusal.getSequence())), PARKED_SET_RETRIED);

    assertThat(event.getForgetSetDigest()).isEqualTo(job.getForgetSetDigest());
    assertThat(event.getReason()).contains("asked again after event " + refusal.getSequence());
    only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "", "-1", "soon", "99999999999999999999"})
  void shouldIgnoreAJobOfARefusedSetThatWasNotOrderedAfterTheRefusal(String afterEvent) {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    refuse(job);

    assertThat(
            registry.send(
                UnlearningJob.newBuilder(job)
                    .setExtensions(Map.of(JobExtensions.AFTER_EVENT, afterEvent))
                    .build()))
        .isEmpty();

    assertThat(registry.send(job)).isEmpty();
    assertThat(registry.send(Samples.candidate(job, BYTES))).isEmpty();
    assertThat(registry.send(samples.pass(job, BYTES))).isEmpty();
  }

  @Test
  void shouldOpenARefusedSetAgainWhenAPersonRetriesIt() {
    UnlearningJob job = Samples.rootJob("a");
    refuse(job);

    only(
        registry.send(parked(CommandType.RETRY_PARKED, job.getForgetSetDigest(), null)),
        COMMAND_REFUSED);
    only(decide(CommandType.RETRY_PARKED, job.getForgetSetDigest(), null), PARKED_SET_RETRIED);

    registry.send(job);
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);
  }

  @Test
  void shouldNotDecideARejectedJobAgainByARepeatedReportAfterARetry() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    registry.send(samples.fail(job, BYTES));
    only(decide(CommandType.RETRY_PARKED, job.getForgetSetDigest(), null), PARKED_SET_RETRIED);

    assertThat(registry.send(samples.fail(job, BYTES))).isEmpty();

    registry.send(job);
    only(registry.send(samples.fail(job, BYTES)), REJECTED);
  }

  @Test
  void shouldRefuseToRetryWhatIsForgotten() {
    promote("a", BYTES);
    String set = Samples.digest("set a");

    assertThat(only(decide(CommandType.RETRY_PARKED, set, null), COMMAND_REFUSED).getReason())
        .contains("is FORGOTTEN; that is final");
    assertThat(
            only(registry.send(parked(CommandType.RETRY_PARKED, "a", null)), COMMAND_REFUSED)
                .getReason())
        .contains("forgetSetDigest is a;");
  }

  @ParameterizedTest
  @EnumSource(
      value = CommandType.class,
      names = {"UNKNOWN", "PURGE"})
  void shouldFailClosedOnACommandThatIsNotOffered(CommandType type) {
    ModelCommand command = Samples.command(type).setTargetVersion(1L).build();

    ModelEvent event = only(registry.send(command), COMMAND_REFUSED);

    assertThat(event.getReason()).contains(type + " of model faces");
    assertThat(event.getCommandId()).isEqualTo(command.getCommandId());
    assertThat(registry.send(command)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = CommandType.class,
      names = {
        "SET_POLICY",
        "ROLLBACK",
        "SET_ALIAS",
        "REMOVE_ALIAS",
        "RETRY_PARKED",
        "REFUSE_PARKED"
      })
  void shouldRefuseCommandsForAModelThatNobodyRegistered(CommandType type) {
    ModelCommand command = Samples.command(type).setModel("voices").build();

    assertThat(only(registry.send(command), COMMAND_REFUSED).getReason())
        .contains("the model is not registered; register it first");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "", "7", "0190b5a0-0000-7000-8000-00000000000g"})
  void shouldRefuseACommandWhoseIdIsNoUuid(String id) {
    ModelEvent event =
        only(
            registry.send(Samples.command(CommandType.ROLLBACK).setCommandId(id).build()),
            COMMAND_REFUSED);

    assertThat(event.getReason()).contains("commandId is " + id + "; it must be a UUID");
    assertThat(event.getCommandId()).isNull();
  }

  @Test
  void shouldRemoveAnAlias() {
    only(registry.send(alias("stable", 1)), ALIAS_SET);
    ModelCommand command = Samples.command(CommandType.REMOVE_ALIAS).setAlias("stable").build();

    ModelEvent event = only(registry.send(command), ALIAS_REMOVED);

    assertThat(event.getAlias()).isEqualTo("stable");
    assertThat(event.getVersion()).isEqualTo(1);
    assertThat(aliases()).isEmpty();
    assertThat(registry.send(command)).isEmpty();
  }

  @Test
  void shouldRefuseToRemoveAnAliasThatTheModelDoesNotHave() {
    registry.send(alias("stable", 1));

    assertThat(
            only(
                    registry.send(
                        Samples.command(CommandType.REMOVE_ALIAS).setAlias("stabel").build()),
                    COMMAND_REFUSED)
                .getReason())
        .contains("alias is stabel; the model has [stable]");
  }

  @Test
  void shouldChangeNothingByARepeatedCommandWhoeverSendsItAndWhen() {
    ModelCommand command = alias("stable", 1);
    only(registry.send(command), ALIAS_SET);

    assertThat(
            registry.send(
                ModelCommand.newBuilder(command)
                    .setIssuedAt(Samples.NOW.plusSeconds(9))
                    .setIssuer("somebody else")
                    .build()))
        .isEmpty();
  }

  @Test
  void shouldTellOfACommandIdThatIsUsedAgainWithOtherContent() {
    ModelCommand command = alias("stable", 1);
    only(registry.send(command), ALIAS_SET);

    ModelEvent event =
        only(
            registry.send(ModelCommand.newBuilder(command).setAlias("other").build()),
            COMMAND_REFUSED);

    assertThat(event.getCommandId()).as("the first outcome stays the command's").isNull();
    assertThat(event.getReason())
        .contains(command.getCommandId(), "was given with other content", "a new UUID");
    assertThat(aliases()).containsOnlyKeys("stable");
  }

  @Test
  void shouldTellOfARefusedCommandThatIsGivenOtherwise() {
    ModelCommand command = rollbackTo(7);
    only(registry.send(command), COMMAND_REFUSED);

    assertThat(
            only(
                    registry.send(ModelCommand.newBuilder(command).setReason("please").build()),
                    COMMAND_REFUSED)
                .getReason())
        .contains("was given with other content");
  }

  @Test
  void shouldDecideOnlyAboutASetThatIsParked() {
    String parked = Samples.digest("set a");
    registry.park(parked);
    String wrongDigit = parked.substring(1) + "0";

    for (CommandType type : List.of(CommandType.RETRY_PARKED, CommandType.REFUSE_PARKED)) {
      assertThat(only(registry.send(parked(type, wrongDigit, "why")), COMMAND_REFUSED).getReason())
          .endsWith(
              "no parked set of this digest, %s; parked are %s".formatted(wrongDigit, parked));
    }
    only(registry.send(parked(CommandType.RETRY_PARKED, parked, null)), PARKED_SET_RETRIED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PARKED")
  void shouldRefuseADecisionAboutASetThatIsNotParkedAnyMore(ForgetSetStage stage) {
    String set = Samples.digest("set a");
    registry.park(set);
    registry.publish(set, stage, registry.log().size());

    assertThat(
            only(registry.send(parked(CommandType.REFUSE_PARKED, set, "why")), COMMAND_REFUSED)
                .getReason())
        .endsWith("no parked set of this digest, %s; none is parked".formatted(set));
  }

  @Test
  void shouldDecideAboutTheLastSetOfTheSamePeople() {
    String people = Samples.digest("set a");
    registry.publish(2, people, ForgetSetStage.PARKED, registry.log().size());

    registry.publish(1, people, ForgetSetStage.REFUSED, registry.log().size());

    only(registry.send(parked(CommandType.RETRY_PARKED, people, null)), PARKED_SET_RETRIED);
  }

  @Test
  void shouldRefuseASecondDecisionBeforeTheFirstWasFollowed() {
    String set = Samples.digest("set a");
    registry.park(set);
    long parkedAfter = registry.log().size();
    only(registry.send(parked(CommandType.RETRY_PARKED, set, null)), PARKED_SET_RETRIED);

    assertThat(
            only(registry.send(parked(CommandType.REFUSE_PARKED, set, "why")), COMMAND_REFUSED)
                .getReason())
        .contains("any more: event %d decided about it".formatted(parkedAfter + 1));
    registry.publish(set, ForgetSetStage.PARKED, parkedAfter);
    only(registry.send(parked(CommandType.REFUSE_PARKED, set, "why")), COMMAND_REFUSED);

    registry.publish(set, ForgetSetStage.PARKED, parkedAfter + 1);
    only(registry.send(parked(CommandType.REFUSE_PARKED, set, "why")), PARKED_SET_REFUSED);
  }

  @Test
  void shouldNameAFewOfManyParkedSets() {
    for (int i = 0; i < 9; i++) {
      registry.park(Samples.digest("set " + i));
    }

    assertThat(
            only(
                    registry.send(parked(CommandType.RETRY_PARKED, Samples.digest("x"), null)),
                    COMMAND_REFUSED)
                .getReason())
        .endsWith(" and others")
        .hasSizeLessThan(500);
  }

  private void promote(String set, String bytes) {
    UnlearningJob job = Samples.jobOn(registry.champion(), set, 1);
    registry.send(job);
    only(registry.send(samples.pass(job, bytes)), PROMOTED);
  }

  /** A set whose samples were all forgotten before makes a version with an equal forgotten set. */
  private void promoteForgettingNothingMore(String bytes) {
    UnlearningJob job =
        UnlearningJob.newBuilder(Samples.jobOn(registry.champion(), "again", 1))
            .setForgottenDigest(registry.champion().getForgottenDigest())
            .build();
    registry.send(job);
    only(registry.send(samples.pass(job, bytes)), PROMOTED);
  }

  private Map<String, Long> aliases() {
    HeadRow head = (HeadRow) registry.liveRows(Samples.MODEL).get(HeadRow.KEY);
    return ((Lifecycle.Registered) head.lifecycle()).aliases();
  }

  private ModelEvent refuse(UnlearningJob job) {
    return only(
        decide(CommandType.REFUSE_PARKED, job.getForgetSetDigest(), "legal hold"),
        PARKED_SET_REFUSED);
  }

  private static UnlearningJob orderedAfter(UnlearningJob job, long sequence) {
    return UnlearningJob.newBuilder(job)
        .setExtensions(Map.of(JobExtensions.AFTER_EVENT, Long.toString(sequence)))
        .build();
  }

  private static ModelCommand rollbackTo(long version) {
    return Samples.command(CommandType.ROLLBACK).setTargetVersion(version).build();
  }

  private static ModelCommand alias(String alias, long version) {
    return Samples.command(CommandType.SET_ALIAS).setAlias(alias).setTargetVersion(version).build();
  }

  /** Of a set that is parked. */
  private List<ModelEvent> decide(CommandType type, String set, String reason) {
    registry.park(set);
    return registry.send(parked(type, set, reason));
  }

  private static ModelCommand parked(CommandType type, String set, String reason) {
    return Samples.command(type).setForgetSetDigest(set).setReason(reason).build();
  }
}
