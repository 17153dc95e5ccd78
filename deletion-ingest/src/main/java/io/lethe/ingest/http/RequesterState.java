// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.HoldAsked;
import io.lethe.schemas.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

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

  /** Of a dataset from which a tenant may not erase it sees none. */
  private static final SetView NO_SETS = new SetView();

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
   * @param asked what was asked about it since
   */
  static RequesterState of(
      DeletionStatus status, AskedAmendments asked, SetView sets, Instant now) {
    return switch (status.getState()) {
      case RECEIVED, WITHDRAWN -> of(status.getState());
      case HELD -> asked.withdrawalAt() == null ? IN_PROGRESS : CANCELLED;
      default -> {
        Long own = status.getSetNumber();
        Long beside = status.getBesideSet();
        if (beside != null) {
          RequesterState shown =
              at(new Where(status.getModel(), beside, end(status, asked)), asked, sets, now);
          yield own == null
              ? shown
              : leastOf(shown, at(Where.in(status, own), AskedAmendments.NONE, sets, now));
        }
        yield own == null
            ? inNoSet(status, asked, now)
            : at(Where.in(status, own), asked, sets, now);
      }
    };
  }

  /**
   * Where a request is shown.
   *
   * @param number of the set by which
   * @param end when it is completed where that set is not sealed by then; what was sealed and
   *     dissolved counts
   */
  private record Where(String model, long number, Instant end) {

    /** Who is in it is completed with it alone. */
    static Where in(DeletionStatus status, long number) {
      return new Where(status.getModel(), number, Instant.MAX);
    }

    Where sealedIn(SetView sets) {
      return sets.isSealedBefore(model, number, end) ? new Where(model, number, Instant.MAX) : this;
    }

    boolean isIn() {
      return end.equals(Instant.MAX);
    }

    boolean letsGo(HoldAsked hold, SetView sets) {
      return hold.getAskedAt().isBefore(sealedIn(sets).end)
          && sets.letsGo(model, number, hold.getAskedAt(), hold.getReleasedAt());
    }

    /** Whoever is released goes on in the set that takes requests in then; who is in it, is. */
    Where releasedAt(Instant released, SetView sets) {
      if (isIn()) {
        return this;
      }
      Instant covered = released.plus(COVER);
      return new Where(
          model, sets.openAt(model, number, released), covered.isAfter(end) ? covered : end);
    }
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
  private static RequesterState inNoSet(DeletionStatus status, AskedAmendments asked, Instant now) {
    return isOfOtherTenants(status)
        ? at(new Where(status.getModel(), 0, end(status, asked)), asked, NO_SETS, now)
        : of(status.getState());
  }

  /** Whether the model's dataset is not the tenant's: else whoever is not found is beside a set. */
  static boolean isOfOtherTenants(DeletionStatus status) {
    return status.getState() == RequestState.NOTHING_TO_ERASE
        && status.getSetNumber() == null
        && status.getBesideSet() == null;
  }

  /**
   * As if everybody had joined, and as if every hold and withdrawal were taken that comes before
   * the sealing: a hold takes a request out of its set until its release.
   */
  private static RequesterState at(Where first, AskedAmendments asked, SetView sets, Instant now) {
    Where where = first;
    Instant withdrawn = asked.withdrawalAt();
    for (HoldAsked hold : asked.holds()) {
      if (where.letsGo(hold, sets)) {
        if (hold.getReleasedAt() == null) {
          return withdrawn == null ? IN_PROGRESS : CANCELLED;
        }
        where = where.releasedAt(hold.getReleasedAt(), sets);
      }
    }
    Where last = where.sealedIn(sets);
    Instant end = last.end();
    Optional<ForgetSetState> set =
        last.isIn() ? sets.joined(last.model(), last.number()) : Optional.empty();
    if (withdrawn != null && withdrawn.isBefore(set.map(ForgetSetState::getSealedAt).orElse(end))) {
      return CANCELLED;
    }
    return set.map(each -> of(RequestState.valueOf(each.getStage().name())))
        .orElse(now.isBefore(end) ? IN_PROGRESS : COMPLETED);
  }

  private static Instant end(DeletionStatus status, AskedAmendments asked) {
    Instant covered = status.getReceivedAt().plus(COVER);
    Instant deadline = asked.deadline(status);
    return covered.isAfter(deadline) ? covered : deadline;
  }
}
