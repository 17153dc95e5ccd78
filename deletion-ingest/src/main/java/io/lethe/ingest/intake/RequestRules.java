// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.Labelled;
import io.lethe.domain.text.SubjectRule;
import io.lethe.domain.text.TenantName;
import io.lethe.domain.text.TextLimit;
import io.lethe.domain.text.UuidText;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.text.InputTexts;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a request must keep, the same for Kafka and HTTP. A broken rule is told in words
 * that name the field and the way out, and never the value: senders put subject ids into wrong
 * fields too.
 */
public final class RequestRules {
  /** A deadline lies at most so long after the receipt: nobody waits longer to be forgotten. */
  public static final Period HORIZON = Period.ofYears(1);

  /** A request was asked for at most so long after the receipt: the sender's clock may be ahead. */
  public static final Duration CLOCK_AHEAD = Duration.ofDays(1);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private RequestRules() {}

  /**
   * Checks one request.
   *
   * @param request the request as it was sent
   * @param received when it came; times count from there
   * @return every broken rule in words, empty if there is none
   */
  public static List<String> broken(DeletionRequest request, Instant received) {
    List<String> broken = new ArrayList<>();
    if (!isRequestId(request.getRequestId())) {
      broken.add("requestId must be a UUID such as 123e4567-e89b-12d3-a456-426614174000");
    }
    if (!TenantName.isOne(request.getTenant())) {
      broken.add("tenant must be " + TenantName.RULE);
    }
    if (request.getModel() != null && !isName(request.getModel())) {
      broken.add(
          "model must be null (every registered model) or 1 to 128 letters, digits, dots, hyphens"
              + " or underscores, the first a letter or digit");
    }
    grounds(request, broken);
    broken.addAll(CallbackAddress.problems(request.getCallbacks()));
    InputTexts.problemOfExtensions(request.getExtensions()).ifPresent(broken::add);
    subject(request, broken);
    times(request.getRequestedAt(), request.getDeadline(), received, broken);
    return broken;
  }

  private static void grounds(DeletionRequest request, List<String> broken) {
    String ground = request.getGround();
    if (ground != null && Labelled.find(LegalGround.class, ground).isEmpty()) {
      broken.add(
          "ground must be left out or one of "
              + String.join(", ", Labelled.labels(LegalGround.class)));
    }
    note("note", request.getNote(), TextLimit.REASON, broken);
    note("decidedBy", request.getDecidedBy(), TextLimit.ISSUER, broken);
  }

  private static void note(
      String field, @Nullable String text, TextLimit limit, List<String> broken) {
    if (text != null && (text.isBlank() || !limit.holds(text))) {
      broken.add(field + " must be left out, or not be blank and have " + limit.rule());
    }
  }

  private static void subject(DeletionRequest request, List<String> broken) {
    String subject = request.getSubjectId();
    SubjectRule.defect(subject == null ? "" : subject)
        .ifPresent(
            rule -> broken.add("subjectId " + rule + ": name the subject as the dataset does"));
    // These travel on in clear, so none of them may be the subject's id, or have it as a word.
    if (SubjectMention.isSubject(request.getRequestId(), subject)
        || SubjectMention.isSubject(request.getTenant(), subject)
        || SubjectMention.isSubject(request.getModel(), subject)) {
      broken.add("requestId, tenant and model must differ from subjectId: they are not secret");
    }
    if (areShort(request) && isNamedInNotes(request, subject)) {
      broken.add("note, decidedBy and callbacks must not name the subjectId: they are not secret");
    }
  }

  /** What is asked word by word takes as long as texts and id are together, up to a megabyte. */
  private static boolean areShort(DeletionRequest request) {
    return SubjectRule.defect(request.getSubjectId() == null ? "" : request.getSubjectId())
            .isEmpty()
        && Stream.of(request.getNote(), request.getDecidedBy())
            .filter(Objects::nonNull)
            .allMatch(TextLimit.REASON::holds)
        && CallbackAddress.problems(request.getCallbacks()).isEmpty();
  }

  private static boolean isNamedInNotes(DeletionRequest request, String subject) {
    return Stream.concat(
            Stream.of(request.getNote(), request.getDecidedBy()), request.getCallbacks().stream())
        .anyMatch(each -> SubjectMention.names(each, subject));
  }

  /** Compared, never added to: a sender's time may be any that there is. */
  private static void times(
      Instant requestedAt, @Nullable Instant deadline, Instant received, List<String> broken) {
    if (requestedAt.isBefore(Instant.EPOCH)) {
      broken.add("requestedAt must be milliseconds since 1970, UTC, not negative");
    }
    if (requestedAt.isAfter(received.plus(CLOCK_AHEAD))) {
      broken.add(
          "requestedAt must not be more than a day after receipt: see to the sender's clock");
    }
    if (deadline != null && deadline.isBefore(requestedAt)) {
      broken.add(
          "deadline must not be before requestedAt; leave it out for one month from receipt");
    }
    if (deadline != null && deadline.isAfter(after(received, HORIZON))) {
      broken.add(
          "deadline must not be more than a year after receipt; leave it out for one month from"
              + " receipt");
    }
  }

  /** So many calendar days, months or years after, in UTC. */
  public static Instant after(Instant instant, Period period) {
    return instant.atOffset(ZoneOffset.UTC).plus(period).toInstant();
  }

  /**
   * Whether a text is a request id.
   *
   * @param text the text, may be null
   * @return true for a UUID in its usual form
   */
  public static boolean isRequestId(@Nullable String text) {
    return UuidText.isOne(text);
  }

  /**
   * Whether a text may name a model.
   *
   * @param text the text, may be null
   * @return true for 1 to 128 letters, digits, dots, hyphens or underscores
   */
  public static boolean isName(@Nullable String text) {
    return text != null && NAME.matcher(text).matches();
  }

  static String canonicalRequestId(String requestId) {
    return requestId.toLowerCase(Locale.ROOT);
  }
}
