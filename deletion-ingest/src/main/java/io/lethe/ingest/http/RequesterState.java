// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.RequestState;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenDSR's states, in the order of progress: all that who sent a request learns of it. Whoever
 * asks about people he does not know should not learn whom the datasets know, or who has asked
 * before. So a case that found nothing, or its subject in a set that was closed, is shown as if it
 * had joined the set that took requests in when it came: with that set's states, at that set's
 * times, and as completed at its deadline at the latest.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
public enum RequesterState {
  PENDING,
  IN_PROGRESS,
  CANCELLED,
  COMPLETED;

  /** As OpenDSR spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a request comes to nothing else from here. */
  public boolean isEnd() {
    return this == CANCELLED || this == COMPLETED;
  }

  /** A request that has no model yet. */
  static RequesterState withoutModel(DeletionStatus summary) {
    return of(summary.getState());
  }

  /**
   * A request with one of its models.
   *
   * @param withdrawalAskedAt when its withdrawal was first asked for; null where nobody did
   */
  static RequesterState of(
      DeletionStatus status, @Nullable Instant withdrawalAskedAt, SetView sets, Instant now) {
    return status.getBesideSet() == null
        ? of(status.getState())
        : beside(status, withdrawalAskedAt, sets, now);
  }

  private static RequesterState of(RequestState state) {
    return switch (state) {
      case RECEIVED -> PENDING;
      case UNKNOWN, PENDING, HELD, SEALED, UNLEARNING, VERIFYING, PARKED -> IN_PROGRESS;
      case PROMOTED, COMPLETED, NOTHING_TO_ERASE, NO_TRAIN_SAMPLE -> COMPLETED;
      case REFUSED, WITHDRAWN -> CANCELLED;
    };
  }

  /** A withdrawal is taken until the set is sealed, as from those who are in it. */
  private static RequesterState beside(
      DeletionStatus status, @Nullable Instant withdrawalAskedAt, SetView sets, Instant now) {
    Optional<ForgetSetState> set = sets.joined(status.getModel(), status.getBesideSet());
    Instant closed = set.map(ForgetSetState::getSealedAt).orElse(status.getDeadline());
    if (withdrawalAskedAt != null && withdrawalAskedAt.isBefore(closed)) {
      return CANCELLED;
    }
    if (!now.isBefore(status.getDeadline())) {
      return COMPLETED;
    }
    return set.map(each -> of(RequestState.valueOf(each.getStage().name()))).orElse(IN_PROGRESS);
  }
}
