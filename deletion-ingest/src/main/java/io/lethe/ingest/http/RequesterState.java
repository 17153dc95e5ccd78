// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenDSR's states, in the order of progress: all that who sent a request learns of it. Whoever
 * asks about people he does not know should not learn whom the datasets know, or who has asked
 * before. So every case is shown by the set that took requests in when it came, whether it joined
 * that or not, and from the same topic, deletion.sets: whose own state changes first would tell. A
 * case that found its subject in a set that was closed is besides never shown further than that.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
public enum RequesterState {
  PENDING,
  IN_PROGRESS,
  CANCELLED,
  COMPLETED;

  /** A near deadline of the sender's own must not tell sooner. */
  private static final Duration COVER = Duration.ofDays(30);

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
    return switch (status.getState()) {
      case RECEIVED, HELD, WITHDRAWN -> of(status.getState());
      default -> {
        Long own = status.getSetNumber();
        Long beside = status.getBesideSet();
        if (beside != null) {
          RequesterState shown = beside(status, beside, withdrawalAskedAt, sets, now);
          yield own == null ? shown : leastOf(shown, in(status, own, null, sets));
        }
        yield own == null ? inNoSet(status, now) : in(status, own, withdrawalAskedAt, sets);
      }
    };
  }

  private static RequesterState of(RequestState state) {
    return switch (state) {
      case RECEIVED -> PENDING;
      case UNKNOWN, PENDING, HELD, SEALED, UNLEARNING, VERIFYING, PARKED -> IN_PROGRESS;
      case PROMOTED, COMPLETED, NOTHING_TO_ERASE, NO_TRAIN_SAMPLE -> COMPLETED;
      case REFUSED, WITHDRAWN -> CANCELLED;
    };
  }

  private static RequesterState leastOf(RequesterState one, RequesterState other) {
    return Comparator.<RequesterState>naturalOrder().compare(one, other) < 0 ? one : other;
  }

  /** It waits, a limit refused it, or its tenant has no right to the dataset: no person is told. */
  private static RequesterState inNoSet(DeletionStatus status, Instant now) {
    return isOfOtherTenants(status) && now.isBefore(end(status))
        ? IN_PROGRESS
        : of(status.getState());
  }

  /** Whether the model's dataset is not the tenant's: else whoever is not found is beside a set. */
  static boolean isOfOtherTenants(DeletionStatus status) {
    return status.getState() == RequestState.NOTHING_TO_ERASE
        && status.getSetNumber() == null
        && status.getBesideSet() == null;
  }

  private static RequesterState in(
      DeletionStatus status, long number, @Nullable Instant withdrawalAskedAt, SetView sets) {
    Optional<ForgetSetState> set = sets.joined(status.getModel(), number);
    return set.map(each -> in(each, withdrawalAskedAt))
        .orElse(withdrawalAskedAt == null ? IN_PROGRESS : CANCELLED);
  }

  /** A withdrawal is taken until the set is sealed. */
  private static RequesterState in(ForgetSetState set, @Nullable Instant withdrawalAskedAt) {
    return withdrawalAskedAt != null && withdrawalAskedAt.isBefore(set.getSealedAt())
        ? CANCELLED
        : of(RequestState.valueOf(set.getStage().name()));
  }

  /** As if it had joined; where that set is not sealed until its end, it is completed then. */
  private static RequesterState beside(
      DeletionStatus status,
      long number,
      @Nullable Instant withdrawalAskedAt,
      SetView sets,
      Instant now) {
    Instant end = end(status);
    Optional<ForgetSetState> set =
        sets.joined(status.getModel(), number).filter(each -> each.getSealedAt().isBefore(end));
    if (set.isPresent()) {
      return in(set.get(), withdrawalAskedAt);
    }
    if (withdrawalAskedAt != null && withdrawalAskedAt.isBefore(end)) {
      return CANCELLED;
    }
    return now.isBefore(end) ? IN_PROGRESS : COMPLETED;
  }

  private static Instant end(DeletionStatus status) {
    Instant covered = status.getReceivedAt().plus(COVER);
    return covered.isAfter(status.getDeadline()) ? covered : status.getDeadline();
  }
}
