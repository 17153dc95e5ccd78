// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.ValidAmendment;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.HoldAsked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was asked about a request after it, taken or not. All of it follows from the request and its
 * amendments, and nothing from whom any dataset knows: who sent the request is shown what follows
 * from here, so that he learns nothing from it.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 *
 * @param all what counts, the oldest first
 */
public record AskedSince(List<Asked> all) {

  /**
   * One amendment that counts.
   *
   * @param amendmentId the amendment
   * @param contentDigest what makes two under one id equal
   * @param kind what was asked
   * @param receivedAt when the broker took it
   * @param deadline the new one that an extension gives, else null
   */
  public record Asked(
      String amendmentId,
      String contentDigest,
      AmendmentKind kind,
      Instant receivedAt,
      @Nullable Instant deadline) {
    /** Checks presence. */
    public Asked {
      Objects.requireNonNull(amendmentId, "amendmentId");
      Objects.requireNonNull(contentDigest, "contentDigest");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(receivedAt, "receivedAt");
    }
  }

  /** Copies the list. */
  public AskedSince {
    all = List.copyOf(all);
  }

  static AskedSince none() {
    return new AskedSince(List.of());
  }

  Optional<Asked> find(String amendmentId) {
    return all.stream().filter(each -> each.amendmentId().equals(amendmentId)).findFirst();
  }

  /**
   * With one more, where it counts: a withdrawal the first time, an extension once and by its rule,
   * a hold until a withdrawal, and its release.
   *
   * @param deadline until when the request must be done without an extension
   */
  AskedSince with(ValidAmendment amendment, Instant deadline) {
    AmendmentKind kind = amendment.kind();
    boolean hasRoom = Amendments.hasRoomFor(kind, all.size());
    Instant next = null;
    if (kind == AmendmentKind.EXTEND) {
      next = amendment.namedDeadline().orElseGet(() -> AmendmentRules.latest(deadline));
    }
    boolean counts =
        switch (kind) {
          case WITHDRAW -> withdrawalAt() == null;
          case HOLD -> hasRoom && withdrawalAt() == null && !holdStands();
          case RELEASE_HOLD -> hasRoom && holdStands();
          case EXTEND ->
              hasRoom
                  && extendedTo() == null
                  && AmendmentRules.mayExtend(
                      deadline, Objects.requireNonNull(next, "next"), amendment.receivedAt());
          case UNKNOWN -> false;
        };
    if (!counts || find(amendment.amendmentId()).isPresent()) {
      return this;
    }
    Asked asked =
        new Asked(
            amendment.amendmentId(), amendment.contentDigest(), kind, amendment.receivedAt(), next);
    return new AskedSince(Stream.concat(all.stream(), Stream.of(asked)).toList());
  }

  /** When its withdrawal was first asked for; null where nobody did. */
  @Nullable Instant withdrawalAt() {
    return first(AmendmentKind.WITHDRAW).map(Asked::receivedAt).orElse(null);
  }

  /** Until when an extension was asked for; null where nobody did. */
  @Nullable Instant extendedTo() {
    return first(AmendmentKind.EXTEND).map(Asked::deadline).orElse(null);
  }

  /** Whether a hold was asked for and neither its release nor a withdrawal after it. */
  boolean holdStands() {
    List<HoldAsked> holds = holds();
    return withdrawalAt() == null
        && !holds.isEmpty()
        && holds.get(holds.size() - 1).getReleasedAt() == null;
  }

  /** The holds that were asked for, the oldest first. */
  List<HoldAsked> holds() {
    List<HoldAsked> holds = new ArrayList<>();
    for (Asked each : all) {
      if (each.kind() == AmendmentKind.HOLD) {
        holds.add(HoldAsked.newBuilder().setAskedAt(each.receivedAt()).build());
      } else if (each.kind() == AmendmentKind.RELEASE_HOLD) {
        int last = holds.size() - 1;
        holds.set(
            last, HoldAsked.newBuilder(holds.get(last)).setReleasedAt(each.receivedAt()).build());
      }
    }
    return holds;
  }

  private Optional<Asked> first(AmendmentKind kind) {
    return all.stream().filter(each -> each.kind() == kind).findFirst();
  }
}
