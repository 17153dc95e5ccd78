// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lethe.ingest.intake.IngestTimes;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.UnlearningJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request can be withdrawn and held until its set is sealed, and extended until it has ended. */
class AmendingTest {
  private static final Duration TICK = IngestTimes.defaults().tick();

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(20, 2);
    pipeline.registerModel("alpha");
    pipeline.advance(TICK);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  // ---- withdrawal

  @Test
  void shouldEndAWithdrawnRequestAndForgetTheOthers() {
    String stays = pipeline.request("s0", "alpha");
    String goes = pipeline.request("s1", "alpha");

    String amendment = pipeline.amend(goes, AmendmentKind.WITHDRAW);

    assertThat(pipeline.state(goes)).isEqualTo(RequestState.WITHDRAWN);
    assertThat(pipeline.status.get(goes + "/alpha").getReason()).contains("dpo", "a court said so");
    assertThat(outcome(goes, amendment).getOutcome()).isEqualTo("TAKEN");
    assertThat(pipeline.metrics.counted).contains("amended WITHDRAW");
    pipeline.advance(Duration.ofHours(1));
    assertThat(pipeline.blob(pipeline.lastJob().getForgetSetDigest()).subjectKeys())
        .containsExactly(pipeline.subjectKeys.keyOf("s0"));
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(stays)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(goes)).isEqualTo(RequestState.WITHDRAWN);
  }

  @Test
  void shouldForgetTheSubjectOfAWithdrawnRequestForWhomAnotherAsks() {
    String goes = pipeline.request("s0", "alpha");
    String stays = pipeline.request("s0", "alpha");

    pipeline.amend(goes, AmendmentKind.WITHDRAW);
    pipeline.advance(Duration.ofHours(1));
    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.state(goes)).isEqualTo(RequestState.WITHDRAWN);
    assertThat(pipeline.state(stays)).isEqualTo(RequestState.PROMOTED);
  }

  @Test
  void shouldSealNothingWhereEverybodyHasWithdrawnAndOpenAnotherSetForTheNext() {
    pipeline.amend(pipeline.request("s0", "alpha"), AmendmentKind.WITHDRAW);
    pipeline.amend(pipeline.request("s1", "alpha"), AmendmentKind.WITHDRAW);
    pipeline.advance(Duration.ofDays(40));
    assertThat(pipeline.intents).isEmpty();

    String next = pipeline.request("s0", "alpha");
    pipeline.advance(Duration.ofHours(1));
    pipeline.promote(pipeline.lastJob());

    assertThat(pipeline.state(next)).isEqualTo(RequestState.PROMOTED);
  }

  /** As from one who was never in it: when it is sealed does not tell who was. */
  @Test
  void shouldAgeASetFromTheOldestWhoAskedThoughHeHasLeft() {
    String goes = pipeline.request("s0", "alpha");
    pipeline.advance(Duration.ofSeconds(50));
    String stays = pipeline.request("s1", "alpha");

    pipeline.amend(goes, AmendmentKind.WITHDRAW);
    assertThat(pipeline.state(stays)).isEqualTo(RequestState.PENDING);

    pipeline.advance(Duration.ofSeconds(20));
    assertThat(pipeline.state(stays)).isEqualTo(RequestState.UNLEARNING);
  }

  @ParameterizedTest
  @EnumSource(names = {"WITHDRAW", "HOLD"})
  void shouldRefuseInWordsWhatComesAfterTheSealing(AmendmentKind kind) {
    String key = pipeline.request("s0", "alpha");
    pipeline.advance(Duration.ofHours(1));

    String amendment = pipeline.amend(key, kind);

    RejectedRequest refusal = onlyRefusal();
    assertThat(refusal.getReason()).isEqualTo(RejectionReason.NOT_AMENDABLE);
    assertThat(refusal.getMessage())
        .contains(kind.name(), amendment, "until its set is sealed", "UNLEARNING");
    assertThat(refusal.getTenant() + "/" + refusal.getRequestId()).isEqualTo(key);
    assertThat(refusal.getSourceTopic()).isEqualTo("deletion.amendments");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
  }

  @ParameterizedTest
  @EnumSource(names = {"WITHDRAW", "HOLD"})
  void shouldRefuseWhatMeetsASetThatIsBeingSealed(AmendmentKind kind) {
    pipeline.holdStore();
    String key = pipeline.request("s0", "alpha");
    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.state(key)).as("as far as anybody sees").isEqualTo(RequestState.PENDING);

    String amendment = pipeline.amend(key, kind);
    pipeline.releaseStore();

    assertThat(onlyRefusal().getMessage()).contains("is being sealed");
    assertThat(outcome(key, amendment).getOutcome()).isEqualTo("REFUSED");
    assertThat(outcome(key, amendment).getRule()).contains("alpha", "being sealed");
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.metrics.counted).contains("rejected NOT_AMENDABLE");
  }

  @Test
  void shouldEndTheStandingOrderOfAWithdrawnRequest() {
    String key = pipeline.request("s0");
    assertThat(pipeline.status.get(key).getStanding()).isTrue();

    pipeline.amend(key, AmendmentKind.WITHDRAW);

    assertThat(pipeline.standing.get(key).getEndedAt()).isEqualTo(pipeline.now());
    assertThat(pipeline.standing.get(key).getEndedBy()).isEqualTo("dpo");
    assertThat(pipeline.standing.get(key).getSubjectKey()).isNull();
    assertThat(pipeline.status.get(key).getStanding()).isFalse();
    pipeline.registerModel("beta");
    pipeline.advance(TICK);
    assertThat(pipeline.status).doesNotContainKey(key + "/beta");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.WITHDRAWN);
  }

  @Test
  void shouldEndTheOrderOfWhoIsForgottenAndLeaveWhatIsDone() {
    String key = pipeline.request("s0");
    pipeline.advance(Duration.ofHours(1));
    pipeline.promote(pipeline.lastJob());

    String amendment = pipeline.amend(key, AmendmentKind.WITHDRAW);

    assertThat(pipeline.standing.get(key).getEndedAt()).isNotNull();
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    assertThat(outcome(key, amendment).getOutcome()).isEqualTo("TAKEN");
    assertThat(pipeline.rejected).isEmpty();
  }

  @Test
  void shouldTakeAWithdrawalInPartWhereOneOfTheModelsHasSealed() {
    String first = pipeline.request("s0");
    pipeline.advance(Duration.ofHours(1));
    pipeline.registerModel("beta");
    pipeline.advance(TICK);
    assertThat(pipeline.state(first + "/beta")).isEqualTo(RequestState.PENDING);

    String amendment = pipeline.amend(first, AmendmentKind.WITHDRAW);

    assertThat(pipeline.state(first + "/beta")).isEqualTo(RequestState.WITHDRAWN);
    assertThat(pipeline.state(first + "/alpha")).isEqualTo(RequestState.UNLEARNING);
    assertThat(outcome(first, amendment).getOutcome()).isEqualTo("PARTLY");
    assertThat(onlyRefusal().getModel()).isEqualTo("alpha");
  }

  @Test
  void shouldWithdrawWhatWaitsForItsGraceAndWhatWaitsForItsDataset(@TempDir Path other) {
    try (Pipeline graceful = new Pipeline(other, Duration.ofSeconds(10))) {
      graceful.registerModel("alpha");
      String inGrace = graceful.request("s0");
      String noDataset = graceful.request("s1", "alpha");

      graceful.amend(inGrace, AmendmentKind.WITHDRAW);
      graceful.amend(noDataset, AmendmentKind.WITHDRAW);
      graceful.registerSubjects(2, 2);
      graceful.advance(Duration.ofMinutes(1));

      assertThat(graceful.state(inGrace)).isEqualTo(RequestState.WITHDRAWN);
      assertThat(graceful.state(noDataset)).isEqualTo(RequestState.WITHDRAWN);
      assertThat(graceful.status).doesNotContainKey(inGrace + "/alpha");
      assertThat(graceful.intents).isEmpty();
    }
  }

  @Test
  void shouldWithdrawAnOfferThatNobodyWasToldOf() {
    String key = pipeline.request("s0");
    pipeline.publishChampion("beta", 1, 1, Pipeline.EMPTY);
    pipeline.advance(TICK);
    assertThat(pipeline.status).doesNotContainKey(key + "/beta");

    pipeline.amend(key, AmendmentKind.WITHDRAW);
    pipeline.sendRegistered("beta", Pipeline.policy());
    pipeline.advance(TICK);

    assertThat(pipeline.status).doesNotContainKey(key + "/beta");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.WITHDRAWN);
  }

  // ---- hold

  @Test
  void shouldHoldARequestPastItsAgeAndLetItGoOnWhenReleased() {
    String key = pipeline.request("s0", "alpha");
    Instant deadline = pipeline.status.get(key).getDeadline();

    pipeline.amend(key, AmendmentKind.HOLD);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.HELD);
    assertThat(pipeline.status.get(key).getReason()).contains("held by dpo: a court said so");
    pipeline.advance(Duration.ofDays(60));
    assertThat(pipeline.state(key)).isEqualTo(RequestState.HELD);
    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(deadline);
    assertThat(pipeline.intents).isEmpty();

    pipeline.amend(key, AmendmentKind.RELEASE_HOLD);
    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.status.get(key).getAmendments())
        .extracting(AmendmentOutcome::getKind, AmendmentOutcome::getOutcome)
        .containsExactly(tuple("HOLD", "TAKEN"), tuple("RELEASE_HOLD", "TAKEN"));
  }

  @Test
  void shouldHoldARequestAndNotThePerson() {
    String held = pipeline.request("s0", "alpha");
    String other = pipeline.request("s0", "alpha");

    pipeline.amend(held, AmendmentKind.HOLD);
    pipeline.advance(Duration.ofMinutes(1));
    pipeline.promote(pipeline.lastJob());
    pipeline.amend(held, AmendmentKind.RELEASE_HOLD);

    assertThat(pipeline.state(other)).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(held)).as("by reference").isEqualTo(RequestState.PROMOTED);
  }

  @Test
  void shouldHoldWithModelsToComeToo() {
    String key = pipeline.request("s0");
    pipeline.amend(key, AmendmentKind.HOLD);
    pipeline.registerModel("beta");
    pipeline.advance(Duration.ofHours(1));
    assertThat(pipeline.state(key + "/alpha")).isEqualTo(RequestState.HELD);
    assertThat(pipeline.jobs).isEmpty();

    pipeline.amend(key, AmendmentKind.RELEASE_HOLD);
    pipeline.advance(Duration.ofHours(1));

    assertThat(pipeline.state(key + "/alpha")).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.state(key + "/beta")).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldOpenNoCaseForAHeldOrderThatEndedBeforeItsRelease() {
    String key = pipeline.request("s0");
    pipeline.amend(key, AmendmentKind.HOLD);
    pipeline.registerModel("beta");
    pipeline.advance(Duration.ofHours(1));
    pipeline.sendStanding(
        key,
        StandingOrder.newBuilder(pipeline.standing.get(key))
            .setSubjectKey(null)
            .setEndedAt(pipeline.now())
            .setEndedBy("ann")
            .setEndReason("he came back")
            .build());

    pipeline.amend(key, AmendmentKind.RELEASE_HOLD);
    pipeline.advance(Duration.ofHours(1));

    assertThat(pipeline.state(key + "/alpha")).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.jobs).extracting(UnlearningJob::getModel).containsOnly("alpha");
    assertThat(pipeline.status).doesNotContainKey(key + "/beta");
  }

  @Test
  void shouldHoldWhatIsInItsGrace(@TempDir Path other) {
    try (Pipeline graceful = new Pipeline(other, Duration.ofSeconds(10))) {
      graceful.registerSubjects(2, 2);
      graceful.registerModel("alpha");
      String key = graceful.request("s0");

      graceful.amend(key, AmendmentKind.HOLD);
      assertThat(graceful.state(key)).isEqualTo(RequestState.RECEIVED);
      assertThat(graceful.status.get(key).getReason()).contains("a court said so");
      graceful.advance(Duration.ofHours(1));
      assertThat(graceful.state(key + "/alpha")).isEqualTo(RequestState.HELD);

      graceful.amend(key, AmendmentKind.RELEASE_HOLD);
      graceful.advance(Duration.ofHours(1));
      assertThat(graceful.state(key + "/alpha")).isEqualTo(RequestState.UNLEARNING);
    }
  }

  @Test
  void shouldWithdrawWhatIsHeldAndStayHeldOverARestart() {
    String withdrawn = pipeline.request("s0", "alpha");
    String held = pipeline.request("s1", "alpha");
    pipeline.amend(withdrawn, AmendmentKind.HOLD);
    pipeline.amend(held, AmendmentKind.HOLD);
    pipeline.amend(withdrawn, AmendmentKind.WITHDRAW);
    assertThat(pipeline.state(withdrawn)).isEqualTo(RequestState.WITHDRAWN);

    try (Pipeline next = pipeline.restartedAfter(Duration.ofDays(1))) {
      next.advance(Duration.ofHours(1));
      assertThat(next.state(held)).isEqualTo(RequestState.HELD);
      next.amend(held, AmendmentKind.RELEASE_HOLD);
      next.advance(Duration.ofHours(1));
      assertThat(next.state(held)).isEqualTo(RequestState.UNLEARNING);
    }
  }

  @Test
  void shouldRefuseTwoHoldsAndAReleaseOfWhatIsNotHeld() {
    String key = pipeline.request("s0", "alpha");
    pipeline.amend(key, AmendmentKind.RELEASE_HOLD);
    pipeline.amend(key, AmendmentKind.HOLD);
    pipeline.amend(key, AmendmentKind.HOLD);

    assertThat(pipeline.rejected)
        .extracting(RejectedRequest::getMessage)
        .satisfiesExactly(
            first -> assertThat(first).contains("is not held"),
            second -> assertThat(second).contains("held already"));
  }

  // ---- extension

  @Test
  void shouldExtendByTwoMonthsOnceAndSayWhy() {
    String key = pipeline.request("s0", "alpha");
    Instant deadline = pipeline.status.get(key).getDeadline();

    String amendment = pipeline.amend(key, AmendmentKind.EXTEND);

    Instant extended = deadline.atOffset(ZoneOffset.UTC).plusMonths(2).toInstant();
    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(extended);
    assertThat(pipeline.status.get(key + "/alpha").getDeadline()).isEqualTo(extended);
    assertThat(outcome(key, amendment).getReason()).isEqualTo("a court said so");
    pipeline.amend(key, AmendmentKind.EXTEND);
    assertThat(onlyRefusal().getMessage()).contains("only once");
    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(extended);
  }

  @Test
  void shouldExtendToTheDeadlineThatIsNamedAndNoFurtherThanTwoMonths() {
    String key = pipeline.request("s0", "alpha");
    Instant deadline = pipeline.status.get(key).getDeadline();
    pipeline.amend(key, AmendmentKind.EXTEND, deadline);
    pipeline.amend(key, AmendmentKind.EXTEND, deadline.plus(Duration.ofDays(63)));
    assertThat(pipeline.rejected).hasSize(2);
    assertThat(pipeline.rejected)
        .allSatisfy(each -> assertThat(each.getMessage()).contains("two calendar months"));

    pipeline.amend(key, AmendmentKind.EXTEND, deadline.plus(Duration.ofDays(3)));

    assertThat(pipeline.status.get(key).getDeadline()).isEqualTo(deadline.plus(Duration.ofDays(3)));
  }

  @Test
  void shouldNotExtendWhoseDeadlineHasPassed() {
    String key = pipeline.request("s0", "alpha");
    pipeline.amend(key, AmendmentKind.HOLD);
    pipeline.advance(Duration.ofDays(32));

    pipeline.amend(key, AmendmentKind.EXTEND);

    assertThat(onlyRefusal().getMessage()).contains("before the deadline has passed");
  }

  @Test
  void shouldExtendWhatIsAtWorkAndQuietItsAlarm() {
    String id = UUID.randomUUID().toString();
    pipeline.send(
        "s0",
        pipeline
            .requestBuilder(id, "s0")
            .setModel("alpha")
            .setDeadline(pipeline.now().plus(Duration.ofMinutes(30)))
            .build());
    String key = "default/" + id;
    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.metrics.counted).contains("at risk");

    pipeline.amend(key, AmendmentKind.EXTEND);
    pipeline.advance(TICK);

    assertThat(pipeline.metrics.counted).doesNotContain("at risk");
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    pipeline.amend(key, AmendmentKind.EXTEND);
    assertThat(pipeline.rejected).hasSize(1);
  }

  // ---- what is the same for all

  @Test
  void shouldAnswerARepeatedAmendmentAsDoneAndRefuseOtherContentUnderItsId() {
    String key = pipeline.request("s0", "alpha");
    String id = pipeline.amend(key, AmendmentKind.HOLD);
    int published = pipeline.history.size();

    pipeline.send(
        pipeline
            .amendment(id, key, AmendmentKind.HOLD)
            .setDecidedAt(pipeline.now().minusSeconds(5))
            .build());
    assertThat(pipeline.history).hasSize(published);
    assertThat(pipeline.rejected).isEmpty();

    pipeline.send(pipeline.amendment(id, key, AmendmentKind.RELEASE_HOLD).build());
    assertThat(onlyRefusal().getReason()).isEqualTo(RejectionReason.CONFLICTING_DUPLICATE);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.HELD);
  }

  @Test
  void shouldRefuseWhatIsAboutNobodysRequest() {
    pipeline.amend("default/" + UUID.randomUUID(), AmendmentKind.WITHDRAW);

    assertThat(onlyRefusal().getReason()).isEqualTo(RejectionReason.UNKNOWN_REQUEST);
  }

  @Test
  void shouldNameEveryBrokenRuleOfAnAmendment() {
    String key = pipeline.request("s0", "alpha");
    pipeline.send(
        pipeline
            .amendment("7", key, AmendmentKind.UNKNOWN)
            .setDeadline(pipeline.now())
            .setReason(" ")
            .setDecidedBy("x".repeat(201))
            .setDecidedAt(pipeline.now().plus(Duration.ofDays(2)))
            .setExtensions(Map.of("k", "x".repeat(501)))
            .build());

    assertThat(onlyRefusal().getReason()).isEqualTo(RejectionReason.INVALID);
    assertThat(onlyRefusal().getMessage())
        .contains("amendmentId", "kind", "deadline", "reason", "decidedBy", "decidedAt")
        .contains("extensions must have at most 256 entries");
  }

  @Test
  void shouldNotRepeatASubjectIdThatStandsInAReason() {
    String key = pipeline.request("s0", "alpha");

    for (String reason : List.of("s0", "asked for by s0.", "(s0)")) {
      pipeline.send(
          pipeline
              .amendment(UUID.randomUUID().toString(), key, AmendmentKind.HOLD)
              .setReason(reason)
              .build());
    }

    assertThat(pipeline.rejected).hasSize(3);
    assertThat(pipeline.rejected)
        .allSatisfy(
            each -> {
              assertThat(each.getReason()).isEqualTo(RejectionReason.INVALID);
              assertThat(each.getMessage()).doesNotContain("s0");
            });
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldTakeABoundedNumberOfAmendmentsAndAlwaysAWithdrawal() {
    String key = pipeline.request("s0", "alpha");
    for (int i = 0; i < 6; i++) {
      pipeline.amend(key, AmendmentKind.HOLD);
      pipeline.amend(key, AmendmentKind.RELEASE_HOLD);
    }
    assertThat(pipeline.rejected).isNotEmpty();
    assertThat(pipeline.rejected.get(0).getMessage()).contains("at most 9 times");
    assertThat(pipeline.state(key))
        .as("who is held can be released still")
        .isNotEqualTo(RequestState.HELD);

    pipeline.amend(key, AmendmentKind.WITHDRAW);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.WITHDRAWN);
  }

  /** Its row goes where the model is not registered in time: nothing may have told of it. */
  @ParameterizedTest
  @EnumSource(names = {"HOLD", "EXTEND"})
  void shouldRefuseToAmendWhatAwaitsTheModelThatItNames(AmendmentKind kind) {
    String key = pipeline.request("s0", "unheard-of");

    pipeline.amend(key, kind);
    assertThat(onlyRefusal().getReason()).isEqualTo(RejectionReason.NOT_AMENDABLE);
    assertThat(onlyRefusal().getMessage()).contains("waits for its model to be registered");
    pipeline.advance(Duration.ofMinutes(1));

    assertThat(pipeline.rejected).hasSize(2);
    assertThat(pipeline.status).as("what is refused has no state").doesNotContainKey(key);
  }

  private RejectedRequest onlyRefusal() {
    assertThat(pipeline.rejected).hasSize(1);
    return pipeline.rejected.get(0);
  }

  private AmendmentOutcome outcome(String key, String amendmentId) {
    DeletionStatus status = pipeline.status.get(key);
    return status.getAmendments().stream()
        .filter(each -> each.getAmendmentId().equals(amendmentId))
        .findFirst()
        .orElseThrow();
  }
}
