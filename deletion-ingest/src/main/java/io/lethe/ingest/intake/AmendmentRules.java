// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.text.TenantName;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.work.RequestOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules that an amendment must keep, the same for Kafka and HTTP, and which states take which.
 * A broken rule is told in words that name the field and the way out, and no value.
 *
 * <p>Why: docs/decisions/0043-a-request-can-be-amended-until-its-set-is-sealed.md.
 */
public final class AmendmentRules {
  /** By so much, at most, a deadline is extended: Art. 12(3) GDPR. */
  public static final Period LONGEST_EXTENSION = Period.ofMonths(2);

  private static final String HELD =
      "the request is held already, or will be should its set be dissolved; release it first";

  private AmendmentRules() {}

  /**
   * Checks one amendment by itself.
   *
   * @param amendment the amendment as it was sent
   * @param received when it came; times count from there
   * @return every broken rule in words, empty if there is none
   */
  public static List<String> broken(DeletionAmendment amendment, Instant received) {
    List<String> broken = new ArrayList<>();
    if (!RequestRules.isRequestId(amendment.getAmendmentId())) {
      broken.add("amendmentId must be a UUID such as 123e4567-e89b-12d3-a456-426614174000");
    }
    if (!RequestRules.isRequestId(amendment.getRequestId())) {
      broken.add("requestId must be the UUID of the request that is amended");
    }
    if (!TenantName.isOne(amendment.getTenant())) {
      broken.add("tenant must be the tenant of the request that is amended");
    }
    if (amendment.getKind() == AmendmentKind.UNKNOWN) {
      broken.add("kind must be WITHDRAW, HOLD, RELEASE_HOLD or EXTEND");
    }
    if (amendment.getDeadline() != null && amendment.getKind() != AmendmentKind.EXTEND) {
      broken.add("deadline must be left out of all but EXTEND");
    }
    text("reason", amendment.getReason(), TextLimit.REASON, broken);
    text("decidedBy", amendment.getDecidedBy(), TextLimit.ISSUER, broken);
    InputTexts.problemOfExtensions(amendment.getExtensions()).ifPresent(broken::add);
    Instant decided = amendment.getDecidedAt();
    if (decided.isBefore(Instant.EPOCH)
        || decided.isAfter(received.plus(RequestRules.CLOCK_AHEAD))) {
      broken.add("decidedAt must be from 1970 to a day after receipt, UTC");
    }
    return broken;
  }

  private static void text(String field, String text, TextLimit limit, List<String> broken) {
    if (text.isBlank() || !limit.holds(text)) {
      broken.add(field + " must not be blank and have " + limit.rule());
    }
  }

  /**
   * What makes two amendments under one id equal. Not the time of deciding: a sender that tries
   * again stamps it anew.
   *
   * @return SHA-256, 64 hexadecimal digits
   */
  public static String contentDigest(
      AmendmentKind kind, Optional<Instant> deadline, String reason, String decidedBy) {
    String until = deadline.map(Instant::toEpochMilli).map(millis -> millis.toString()).orElse("");
    String content =
        kind.name() + "\n" + until + "\n" + reason.length() + "\n" + reason + "\n" + decidedBy;
    return Digests.sha256Hex(content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What is known of a request that is to be amended.
   *
   * @param cases where it stands with each of its models; with none yet, where it stands in all
   * @param standing whether it holds for models to come
   * @param held whether it is held, or would be should a set be dissolved that a hold came too late
   *     for
   * @param extended whether it was given more time before
   */
  public record Circumstances(
      Collection<RequestState> cases, boolean standing, boolean held, boolean extended) {
    /** Copies the states. */
    public Circumstances {
      cases = List.copyOf(cases);
    }

    private String states() {
      return cases.stream()
          .map(RequestState::name)
          .distinct()
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * Why a request does not take an amendment now, as far as its states tell.
   *
   * @return the rule with the state and the way out; empty where it is taken
   */
  public static Optional<String> refusal(AmendmentKind kind, Circumstances now) {
    boolean unsealed = now.standing() || now.cases().stream().anyMatch(RequestOrder::isUnsealed);
    return switch (kind) {
      case WITHDRAW -> unsealed ? Optional.empty() : Optional.of(sealed("withdrawn", now));
      case HOLD -> {
        if (now.held()) {
          yield Optional.of(HELD);
        }
        yield unsealed ? Optional.empty() : Optional.of(sealed("held", now));
      }
      case RELEASE_HOLD ->
          now.held() ? Optional.empty() : Optional.of("the request is not held: it goes on");
      case EXTEND -> extension(now);
      case UNKNOWN -> Optional.of("the kind of the amendment is not known");
    };
  }

  /**
   * Why it is of no use to tell a request's models of an amendment. A withdrawal or hold that comes
   * too late for a set at work counts should that be dissolved, so its model is told.
   *
   * @return the rule; empty where they are to be told
   */
  public static Optional<String> refusalByAllModels(AmendmentKind kind, Circumstances now) {
    boolean mayCount =
        kind == AmendmentKind.WITHDRAW || (kind == AmendmentKind.HOLD && !now.held());
    return mayCount && !now.cases().stream().allMatch(RequestOrder::isEnd)
        ? Optional.empty()
        : refusal(kind, now);
  }

  private static Optional<String> extension(Circumstances now) {
    if (now.extended()) {
      return Optional.of("the request was extended before, and can be only once");
    }
    return now.cases().stream().allMatch(RequestOrder::isEnd)
        ? Optional.of("a request is extended until it has ended, and this one is " + now.states())
        : Optional.empty();
  }

  private static String sealed(String what, Circumstances now) {
    return "a request can be " + what + " until its set is sealed, and this one is " + now.states();
  }

  /**
   * Whether an extension keeps its rule with one deadline.
   *
   * @param present the deadline as it is
   * @param next the new one
   * @param received when the extension came
   */
  public static boolean mayExtend(Instant present, Instant next, Instant received) {
    return !received.isAfter(present) && next.isAfter(present) && !next.isAfter(latest(present));
  }

  /** The latest deadline that an extension may ask for. */
  public static Instant latest(Instant present) {
    return RequestRules.after(present, LONGEST_EXTENSION);
  }

  /** The rule of {@link #mayExtend} in words. */
  public static String extensionRule() {
    return "an extension must come before the deadline has passed, and name a later one, at most"
        + " two calendar months after it";
  }
}
