// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ingest.intake.SourceRecord;
import io.lethe.ingest.intake.ValidAmendment;
import io.lethe.schemas.AmendmentKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds of a request with several models, whichever of them answers first. */
class AmendmentsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  void shouldHoldWhatOneModelRefusedAndAnotherTook() {
    Amendments asked = Amendments.none().with(open(1, AmendmentKind.HOLD));

    Amendments refused = answered(asked, 1, "alpha", "it is sealed");
    Amendments taken = answered(refused, 1, "beta", null);

    assertThat(refused.hold()).isNull();
    assertThat(taken.all().get(0).outcome()).isEqualTo(Amendment.Outcome.PARTLY);
    assertThat(taken.hold()).isEqualTo("by dpo: because");
  }

  @Test
  void shouldKeepTheOneExtensionThatOneModelRefusedAndAnotherTook() {
    Amendments asked = Amendments.none().with(open(1, AmendmentKind.EXTEND));

    assertThat(answered(answered(asked, 1, "alpha", "it has ended"), 1, "beta", null).extended())
        .isTrue();
  }

  @Test
  void shouldKeepAWithdrawalThoughALaterOneIsRefused() {
    Amendments first =
        answered(Amendments.none().with(open(1, AmendmentKind.WITHDRAW)), 1, "alpha", null);
    Amendments second = first.with(open(2, AmendmentKind.WITHDRAW));

    assertThat(answered(second, 2, "alpha", "it is sealed").withdrawal()).isNotNull();
  }

  @Test
  void shouldKeepTheEndOfAnOrderThoughAnAmendmentIsRefused() {
    Amendments ended =
        Amendments.none().withOrderEnd("by ann: he is back").withWithdrawal("by ann: he is back");
    Amendments asked = ended.with(open(1, AmendmentKind.EXTEND));

    assertThat(answered(asked, 1, "alpha", "it has ended").withdrawal())
        .isEqualTo("by ann: he is back");
  }

  @Test
  void shouldHoldAgainWhereTheReleaseIsRefused() {
    Amendments held =
        answered(Amendments.none().with(open(1, AmendmentKind.HOLD)), 1, "alpha", null);
    Amendments released = held.with(open(2, AmendmentKind.RELEASE_HOLD));

    assertThat(released.hold()).isNull();
    assertThat(answered(released, 2, "alpha", "it is sealed").hold()).isEqualTo("by dpo: because");
  }

  private static Amendment open(int number, AmendmentKind kind) {
    return new Amendment(
        new ValidAmendment(
            id(number),
            "shop",
            "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003",
            kind,
            null,
            "because",
            "dpo",
            NOW,
            "digest",
            new SourceRecord("deletion.amendments", 0, number, 1)),
        Amendment.Outcome.OPEN,
        null);
  }

  private static Amendments answered(
      Amendments before, int number, String model, @Nullable String rule) {
    Amendment asked = before.find(id(number)).orElseThrow();
    return before.answered(
        asked.answered(new AmendmentAnswer(model, "shop/r", id(number), rule, null, NOW)));
  }

  private static String id(int number) {
    return "00000000-0000-0000-0000-00000000000" + number;
  }
}
