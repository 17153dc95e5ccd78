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
   * out of PARKED, and a limit of the policy refuses what has just come. The one step back is that
   * of a dissolved set, to PENDING, and says why.
   *
   * @param before with one model
   * @param next the status after it with this model
   */
  public static boolean mayFollow(DeletionStatus before, DeletionStatus next) {
    return switch (before.getState()) {
      case RECEIVED -> mayFollowWaiting(next.getState()) || next.getState() == RequestState.REFUSED;
      case PENDING -> mayFollowWaiting(next.getState());
      case SEALED -> next.getState() == RequestState.UNLEARNING || isOutcome(next.getState());
      case UNLEARNING, VERIFYING -> mayFollowWork(before, next);
      case PARKED -> next.getState() == RequestState.SEALED || isOutcome(next.getState());
      case PROMOTED -> next.getState() == RequestState.COMPLETED;
      case UNKNOWN, NOTHING_TO_ERASE, NO_TRAIN_SAMPLE, COMPLETED, REFUSED -> false;
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
          COMPLETED ->
          true;
      case UNKNOWN, RECEIVED, REFUSED -> false;
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
   * Parked comes before sealed, for it waits for a person; refused is an end, but a worse one than
   * promotion; nothing to erase never holds a request back, and of the two ways to have nothing the
   * one that knows the subject says more; what is unknown is not advanced at all.
   */
  public static Comparator<RequestState> byProgress() {
    return Comparator.comparingInt(RequestOrder::progress);
  }

  private static int progress(RequestState state) {
    return switch (state) {
      case UNKNOWN -> 0;
      case RECEIVED -> 1;
      case PENDING -> 2;
      case PARKED -> 3;
      case SEALED -> 4;
      case UNLEARNING -> 5;
      case VERIFYING -> 6;
      case REFUSED -> 7;
      case PROMOTED -> 8;
      case COMPLETED -> 9;
      case NO_TRAIN_SAMPLE -> 10;
      case NOTHING_TO_ERASE -> 11;
    };
  }
}
