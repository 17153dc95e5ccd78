// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RequestOrderTest {

  @ParameterizedTest
  @CsvSource({
    "RECEIVED, NOTHING_TO_ERASE",
    "PENDING, NO_TRAIN_SAMPLE",
    "RECEIVED, PENDING",
    "RECEIVED, VERIFYING",
    "RECEIVED, REFUSED",
    "RECEIVED, HELD",
    "RECEIVED, WITHDRAWN",
    "PENDING, HELD",
    "PENDING, WITHDRAWN",
    "PENDING, REFUSED",
    "HELD, PENDING",
    "HELD, WITHDRAWN",
    "HELD, NOTHING_TO_ERASE",
    "HELD, PROMOTED",
    "PENDING, PENDING",
    "PENDING, SEALED",
    "PENDING, PARKED",
    "SEALED, UNLEARNING",
    "SEALED, REFUSED",
    "UNLEARNING, VERIFYING",
    "UNLEARNING, PARKED",
    "VERIFYING, PROMOTED",
    "PARKED, SEALED",
    "PARKED, PROMOTED",
    "PARKED, REFUSED",
    "PROMOTED, COMPLETED"
  })
  void shouldLetARequestGoOn(RequestState before, RequestState next) {
    assertThat(mayFollow(status(before, "a", null), status(next, "a", null))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, RECEIVED",
    "HELD, RECEIVED",
    "HELD, HELD",
    "SEALED, HELD",
    "SEALED, WITHDRAWN",
    "PARKED, WITHDRAWN",
    "PROMOTED, HELD",
    "WITHDRAWN, PENDING",
    "WITHDRAWN, HELD",
    "SEALED, PENDING",
    "SEALED, RECEIVED",
    "UNLEARNING, SEALED",
    "VERIFYING, VERIFYING",
    "VERIFYING, RECEIVED",
    "PARKED, PENDING",
    "PROMOTED, PARKED",
    "PROMOTED, PENDING",
    "REFUSED, PENDING",
    "REFUSED, PROMOTED",
    "NOTHING_TO_ERASE, PENDING",
    "NO_TRAIN_SAMPLE, PENDING",
    "COMPLETED, PROMOTED",
    "UNLEARNING, UNKNOWN",
    "UNKNOWN, PENDING"
  })
  void shouldLetNoRequestGoBack(RequestState before, RequestState next) {
    assertThat(mayFollow(status(before, "a", null), status(next, "a", "why"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNLEARNING", "VERIFYING"})
  void shouldLetARequestOfADissolvedSetWaitAgainIfItSaysWhy(RequestState atWork) {
    DeletionStatus before = status(atWork, "a", null);

    assertThat(mayFollow(before, status(RequestState.PENDING, null, "dissolved"))).isTrue();
    assertThat(mayFollow(before, status(RequestState.PENDING, null, null))).isFalse();
  }

  @Test
  void shouldLetAnAttemptFollowAnother() {
    DeletionStatus before = status(RequestState.VERIFYING, "a", null);

    assertThat(mayFollow(before, status(RequestState.UNLEARNING, "b", null))).isTrue();
    assertThat(mayFollow(before, status(RequestState.UNLEARNING, "a", null))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RECEIVED", "HELD", "PENDING", "SEALED", "UNLEARNING", "VERIFYING", "PARKED"})
  void shouldLetAStateFollowItselfWithMoreTime(RequestState open) {
    DeletionStatus before = status(open, "a", null);
    DeletionStatus later =
        DeletionStatus.newBuilder(before).setDeadline(Instant.EPOCH.plusSeconds(1)).build();

    assertThat(mayFollow(before, later)).isTrue();
    assertThat(mayFollow(later, before))
        .as("waiting may be told again, and a set parked again")
        .isEqualTo(open == RequestState.PENDING || open == RequestState.PARKED);
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndWhereNothingButTheLastStepOfAPromotionFollows(RequestState state) {
    DeletionStatus before = status(state, "a", null);
    boolean goesOn =
        Arrays.stream(RequestState.values())
            .filter(next -> next != RequestState.COMPLETED)
            .anyMatch(next -> mayFollow(before, status(next, "b", "why")));

    assertThat(RequestOrder.isEnd(state)).isEqualTo(!goesOn && state != RequestState.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCallUnsealedWhatCanBeWithdrawn(RequestState state) {
    assertThat(RequestOrder.isUnsealed(state))
        .isEqualTo(
            mayFollow(status(state, "a", null), status(RequestState.WITHDRAWN, null, "why")));
  }

  @Test
  void shouldPutWhatWaitsForAPersonBeforeWhatIsAtWorkAndTheUnknownFirst() {
    List<RequestState> sorted =
        Arrays.stream(RequestState.values()).sorted(RequestOrder.byProgress()).toList();

    assertThat(sorted)
        .startsWith(
            RequestState.UNKNOWN,
            RequestState.RECEIVED,
            RequestState.HELD,
            RequestState.PENDING,
            RequestState.PARKED,
            RequestState.SEALED)
        .endsWith(
            RequestState.REFUSED,
            RequestState.WITHDRAWN,
            RequestState.PROMOTED,
            RequestState.COMPLETED,
            RequestState.NO_TRAIN_SAMPLE,
            RequestState.NOTHING_TO_ERASE)
        .isNotEqualTo(
            Arrays.stream(RequestState.values()).sorted(Comparator.naturalOrder()).toList());
  }

  private static boolean mayFollow(DeletionStatus before, DeletionStatus next) {
    return RequestOrder.mayFollow(before, next);
  }

  private static DeletionStatus status(RequestState state, String jobId, String reason) {
    return DeletionStatus.newBuilder()
        .setTenant("shop")
        .setRequestId("1")
        .setModel("faces")
        .setState(state)
        .setSequence(1)
        .setSubjectKey("k")
        .setSubjectKeyId("i")
        .setJobId(jobId)
        .setReason(reason)
        .setAskedAt(Instant.EPOCH)
        .setReceivedAt(Instant.EPOCH)
        .setDeadline(Instant.EPOCH)
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
