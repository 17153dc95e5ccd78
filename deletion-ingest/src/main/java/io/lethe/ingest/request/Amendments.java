// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.AmendmentOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was asked about a request after it, and what holds of it now.
 *
 * @param all those that its row has taken, the oldest first
 * @param hold whose word holds it and why, null where none does
 * @param extended whether it was given more time
 * @param withdrawal whose word ended it and why, null where none did
 * @param orderEnd whose word ended its standing order and why, null while that holds, and of a
 *     request that has none
 */
public record Amendments(
    List<Amendment> all,
    @Nullable String hold,
    boolean extended,
    @Nullable String withdrawal,
    @Nullable String orderEnd) {
  /** So many fit into a row and a state; a withdrawal fits always. */
  static final int MOST = 9;

  /** Copies the list. */
  public Amendments {
    all = List.copyOf(all);
  }

  static Amendments none() {
    return new Amendments(List.of(), null, false, null, null);
  }

  Optional<Amendment> find(String amendmentId) {
    return all.stream()
        .filter(each -> each.amendment().amendmentId().equals(amendmentId))
        .findFirst();
  }

  /** What holds a request leaves room for its release, and a withdrawal fits always. */
  boolean hasRoomFor(AmendmentKind kind) {
    return hasRoomFor(kind, all.size());
  }

  static boolean hasRoomFor(AmendmentKind kind, int before) {
    return switch (kind) {
      case WITHDRAW -> before <= MOST;
      case RELEASE_HOLD -> before < MOST;
      case HOLD, EXTEND, UNKNOWN -> before < MOST - 1;
    };
  }

  /** One more, with what follows from it for the request as a whole. */
  Amendments with(Amendment taken) {
    List<Amendment> more = Stream.concat(all.stream(), Stream.of(taken)).toList();
    return new Amendments(more, hold, extended, withdrawal, orderEnd).and(taken);
  }

  /** One as it was answered; what no model took does not hold, and what stood before it does. */
  Amendments answered(Amendment answered) {
    List<Amendment> same =
        all.stream()
            .map(
                each ->
                    each.amendment().amendmentId().equals(answered.amendment().amendmentId())
                        ? answered
                        : each)
            .toList();
    String byItsOrder = Objects.equals(withdrawal, orderEnd) ? withdrawal : null;
    Amendments left = new Amendments(same, null, false, byItsOrder, orderEnd);
    for (Amendment each : same) {
      left = each.outcome() == Amendment.Outcome.REFUSED ? left : left.and(each);
    }
    return left;
  }

  private Amendments and(Amendment next) {
    String words = Amendment.words(next.amendment());
    return switch (next.kind()) {
      case WITHDRAW -> new Amendments(all, null, extended, words, orderEnd);
      case HOLD -> new Amendments(all, words, extended, withdrawal, orderEnd);
      case RELEASE_HOLD -> new Amendments(all, null, extended, withdrawal, orderEnd);
      case EXTEND -> new Amendments(all, hold, true, withdrawal, orderEnd);
      case UNKNOWN -> throw new IllegalArgumentException("an amendment has a known kind");
    };
  }

  Amendments withOrderEnd(@Nullable String words) {
    return new Amendments(all, hold, extended, withdrawal, words);
  }

  /** Ended without a case: nothing is left to be asked for. */
  Amendments withWithdrawal(String words) {
    return new Amendments(all, null, extended, words, orderEnd);
  }

  /** Those that are decided, as the request's state tells them. */
  List<AmendmentOutcome> told() {
    return all.stream()
        .filter(each -> each.outcome() != Amendment.Outcome.OPEN)
        .map(Amendment::told)
        .toList();
  }
}
