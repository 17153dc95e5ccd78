// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.work;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import java.util.Comparator;
import java.util.Objects;

/**
 * The order of a request's states: which may follow which, and which is further. The place of a
 * symbol in the schema says neither.
 */
public final class RequestOrder {

  private RequestOrder() {}

  /**
   * Whether a request can go from one state with a model to the next. A set takes its requests
   * along, and a request joins its subject's set wherever that stands; a person's decision leads
   * out of PARKED, and a limit of the policy or another subject key refuses what has just come. Who
   * is in no sealed set yet can be held, and be withdrawn; who has not ended can be given more
   * time, which is the only way in which a state follows itself. The one step back is that of a
   * dissolved set, to PENDING, and says why.
   *
   * @param before with one model
   * @param next the status after it with this model
   */
  public static boolean mayFollow(DeletionStatus before, DeletionStatus next) {
    return isExtension(before, next) || isStep(before, next);
  }

  private static boolean isExtension(DeletionStatus before, DeletionStatus next) {
    return before.getState() == next.getState()
        && !isEnd(next.getState())
        && Objects.equals(before.getForgetSetDigest(), next.getForgetSetDigest())
        && Objects.equals(before.getJobId(), next.getJobId())
        && next.getDeadline().isAfter(before.getDeadline());
  }

  private static boolean isStep(DeletionStatus before, DeletionStatus next) {
    return switch (before.getState()) {
      case RECEIVED, PENDING -> mayFollowWaiting(next.getState());
      case HELD -> next.getState() != RequestState.HELD && mayFollowWaiting(next.getState());
      case SEALED -> next.getState() == RequestState.UNLEARNING || isOutcome(next.getState());
      case UNLEARNING, VERIFYING -> mayFollowWork(before, next);
      case PARKED -> next.getState() == RequestState.SEALED || isOutcome(next.getState());
      case PROMOTED -> next.getState() == RequestState.COMPLETED;
      case UNKNOWN, NOTHING_TO_ERASE, NO_TRAIN_SAMPLE, COMPLETED, REFUSED, WITHDRAWN -> false;
    };
  }

  /**
   * Whether a request has ended, so that nothing is asked about it any more. Where it stands in
   * all, a case with a model to come may still open.
   *
   * @param state where it stands with a model
   */
  public static boolean isEnd(RequestState state) {
    return switch (state) {
      case PROMOTED, COMPLETED, REFUSED, WITHDRAWN, NOTHING_TO_ERASE, NO_TRAIN_SAMPLE -> true;
      case UNKNOWN, RECEIVED, HELD, PENDING, PARKED, SEALED, UNLEARNING, VERIFYING -> false;
    };
  }

  /**
   * Whether a request is in no sealed set, so that it can be withdrawn and held. PENDING says so
   * too while its set is being sealed, and only the intake's topology knows.
   *
   * @param state where it stands with a model
   */
  public static boolean isUnsealed(RequestState state) {
    return switch (state) {
      case RECEIVED, HELD, PENDING -> true;
      case UNKNOWN,
          PARKED,
          SEALED,
          UNLEARNING,
          VERIFYING,
          PROMOTED,
          COMPLETED,
          REFUSED,
          WITHDRAWN,
          NOTHING_TO_ERASE,
          NO_TRAIN_SAMPLE ->
          false;
    };
  }

  private static boolean mayFollowWaiting(RequestState next) {
    return switch (next) {
      case PENDING,
          NOTHING_TO_ERASE,
          NO_TRAIN_SAMPLE,
          SEALED,
          UNLEARNING,
          VERIFYING,
          PARKED,
          PROMOTED,
          COMPLETED,
          HELD,
          WITHDRAWN,
          REFUSED ->
          true;
      case UNKNOWN, RECEIVED -> false;
    };
  }

  private static boolean mayFollowWork(DeletionStatus before, DeletionStatus next) {
    return switch (next.getState()) {
      case VERIFYING -> before.getState() == RequestState.UNLEARNING;
      case UNLEARNING -> !Objects.equals(before.getJobId(), next.getJobId());
      case PENDING -> next.getReason() != null;
      default -> isOutcome(next.getState());
    };
  }

  private static boolean isOutcome(RequestState next) {
    return next == RequestState.PARKED
        || next == RequestState.PROMOTED
        || next == RequestState.REFUSED;
  }

  /**
   * By how far a request is, least advanced first, to find the least advanced of several models.
   * Held comes first of what was looked up, and parked before sealed, for both wait for a person;
   * refused and withdrawn are ends, but worse ones than promotion; nothing to erase never holds a
   * request back, and of the two ways to have nothing the one that knows the subject says more;
   * what is unknown is not advanced at all.
   */
  public static Comparator<RequestState> byProgress() {
    return Comparator.comparingInt(RequestOrder::progress);
  }

  private static int progress(RequestState state) {
    return switch (state) {
      case UNKNOWN -> 0;
      case RECEIVED -> 1;
      case HELD -> 2;
      case PENDING -> 3;
      case PARKED -> 4;
      case SEALED -> 5;
      case UNLEARNING -> 6;
      case VERIFYING -> 7;
      case REFUSED -> 8;
      case WITHDRAWN -> 9;
      case PROMOTED -> 10;
      case COMPLETED -> 11;
      case NO_TRAIN_SAMPLE -> 12;
      case NOTHING_TO_ERASE -> 13;
    };
  }
}
