// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.loop.BegunWork;
import io.lethe.learning.ProgressListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuringTest {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final String OVERDUE =
      "the model could not be measured in PT30M; where it is only slow, give the verifier a longer"
          + " root-time-limit and register it again";

  @TempDir Path directory;

  private final AtomicLong nanos = new AtomicLong(-5);
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final List<String> heard = new ArrayList<>();
  private BegunWork begun;
  private Measuring measuring;

  @BeforeEach
  void begin() {
    measuring = start();
  }

  @Test
  void shouldLetAMeasurementEndThatKeepsItsTime() {
    assertThat(
            measure(
                () -> {
                  after(LIMIT);
                  measuring.progress("predict", 1, 2);
                  assertThat(measuring.isStuck()).isFalse();
                  return "measured";
                }))
        .isEqualTo("measured");
    assertThat(heard).containsExactly("predict 1/2");
  }

  @Test
  void shouldEndAMeasurementBetweenTwoBatchesOnceItsTimeIsUp() {
    assertThatThrownBy(
            () ->
                measure(
                    () -> {
                      measuring.progress("predict", 1, 2);
                      after(LIMIT.plusNanos(1));
                      measuring.progress("predict", 2, 2);
                      return "measured";
                    }))
        .isInstanceOf(OverdueException.class)
        .hasMessage(OVERDUE);
    assertThat(measure(() -> "the next")).isEqualTo("the next");
  }

  @Test
  void shouldNotCountWhatIsNotTheModelsDoing() {
    String result =
        measure(
            () -> {
              String images =
                  measuring.outsideOfItsTime(
                      () -> {
                        after(LIMIT.multipliedBy(5));
                        measuring.progress("decode", 1, 2);
                        assertThat(measuring.isStuck()).isFalse();
                        return "images";
                      });
              after(LIMIT);
              measuring.progress("predict", 1, 2);
              return images;
            });

    assertThat(result).isEqualTo("images");
  }

  @Test
  void shouldEndAMeasurementBetweenTwoBatchesOnceNobodyWaitsForIt() {
    assertThatThrownBy(
            () ->
                measure(
                    () -> {
                      cancelled.set(true);
                      measuring.progress("predict", 1, 2);
                      return "measured";
                    }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldNotMeasureAgainWhatEndedTheProcessThreeTimesAtOnePlace() {
    for (int death = 0; death < 3; death++) {
      measuring = start();
      dieAt("predict", 2, 4);
    }
    measuring = start();

    String answer =
        measure(
            () -> {
              throw new AssertionError("it is not begun");
            });

    assertThat(answer)
        .isEqualTo(
            "given up: measuring it ended this process 3 times in a row at the same place (predict"
                + " 10/20)");
  }

  @Test
  void shouldEndTheProcessWhereASingleCallDoesNotComeBackAndAnswerAfterTheNextStart() {
    measure(
        () -> {
          after(LIMIT.multipliedBy(2));
          assertThat(measuring.isStuck()).isFalse();
          assertThat(measuring.whyStuck()).isEmpty();
          after(Duration.ofNanos(1));
          assertThat(measuring.isStuck()).isTrue();
          assertThat(measuring.whyStuck().orElseThrow())
              .contains("may take PT30M", "has not come back after 2 times that");
          stop();
          return "nobody hears of it";
        });
    measuring = start();

    assertThat(measure(() -> "measured")).isEqualTo("given up: " + OVERDUE);
  }

  @Test
  void shouldMeasureAgainWhatWasStoppedInItsTime() {
    for (int stops = 0; stops < 5; stops++) {
      measure(
          () -> {
            measuring.progress("predict", 1, 2);
            after(LIMIT);
            stop();
            return "nobody hears of it";
          });
      measuring = start();
    }

    assertThat(measure(() -> "measured")).isEqualTo("measured");
  }

  @Test
  void shouldSetNoTimeToACandidate() {
    measuring = Measuring.untimed(begun, ProgressListener.none());

    String result =
        measure(
            () -> {
              after(LIMIT.multipliedBy(100));
              measuring.progress("train", 1, 2);
              assertThat(measuring.isStuck()).isFalse();
              return "measured";
            });

    assertThat(result).isEqualTo("measured");
  }

  private String measure(Supplier<String> measurement) {
    return measuring.during("a", cancelled::get, measurement, why -> "given up: " + why);
  }

  /** A process that dies closes nothing. */
  private void dieAt(String phase, long done, long total) {
    begun.begin("a", () -> false).at(phase, done, total);
  }

  private Measuring start() {
    begun = BegunWork.in(directory.resolve("begun"), "measuring it");
    return Measuring.within(
        LIMIT,
        begun,
        (phase, done, total) -> heard.add(phase + " " + done + "/" + total),
        nanos::get);
  }

  private void stop() {
    measuring.stop();
    begun.close();
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
