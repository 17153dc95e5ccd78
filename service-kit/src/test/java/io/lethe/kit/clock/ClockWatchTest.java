// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private long wallMillis = 1_900_000_000_000L;
  private long nanos = Long.MAX_VALUE - HOUR.toNanos(); // a monotonic clock begins anywhere
  private final ClockWatch watch = new ClockWatch(() -> wallMillis, () -> nanos);
  private final List<Duration> told = new ArrayList<>();

  @Test
  void shouldTellOnceOfAClockThatIsSetBack() {
    watch.observe(told::add);

    set(HOUR.negated());
    look();
    look();

    assertThat(told).containsExactly(HOUR);
  }

  @Test
  void shouldTellOfEachStepBack() {
    watch.observe(told::add);

    for (int i = 0; i < 3; i++) {
      set(HOUR.negated());
      look();
    }

    assertThat(told).containsExactly(HOUR, HOUR, HOUR);
  }

  @Test
  void shouldSumUpSmallStepsBack() {
    watch.observe(told::add);

    for (int i = 0; i < 6; i++) {
      set(Duration.ofSeconds(-1));
      look();
    }

    assertThat(told).containsExactly(Duration.ofSeconds(6));
  }

  @Test
  void shouldTellOfAClockThatWasForwardForAWhile() {
    watch.observe(told::add);

    set(Duration.ofDays(40));
    look();
    assertThat(told).isEmpty();
    set(Duration.ofDays(-40));
    look();

    assertThat(told).containsExactly(Duration.ofDays(40));
  }

  @Test
  void shouldTellNothingOfTimeThatPassesAndOfSmallSteps() {
    watch.observe(told::add);

    for (int i = 0; i < 100; i++) {
      look();
      set(Duration.ofSeconds(i % 2 == 0 ? -5 : 5));
    }

    assertThat(told).isEmpty();
  }

  @Test
  void shouldTellTheOthersWhenOneFailsAndNobodyWhoHasGone() {
    watch.observe(
        by -> {
          throw new IllegalStateException("failed");
        });
    watch.observe(told::add);
    watch.observe(told::add).close();

    set(HOUR.negated());
    look();

    assertThat(told).containsExactly(HOUR);
  }

  @Test
  void shouldMeasureSilenceByTheMonotonicClockAlone() {
    Pulse pulse = watch.pulse();
    passAwake(HOUR);
    assertThat(pulse.silence()).isZero();

    pulse.beat();
    passAwake(HOUR);
    set(HOUR.negated());
    assertThat(pulse.silence()).isEqualTo(HOUR);
    pulse.beat();
    assertThat(pulse.silence()).isZero();

    passAwake(HOUR);
    pulse.rest();
    assertThat(pulse.silence()).isZero();
  }

  /** Both clocks went on while it was frozen, and the watch did not look either. */
  @Test
  void shouldNotTakeTheTimeThatAProcessSleptForSilence() {
    Pulse pulse = watch.pulse();
    pulse.beat();
    passAwake(Duration.ofSeconds(20));

    pass(HOUR);

    assertThat(pulse.silence()).as("before the next look").isLessThan(Pulse.UNREADY_AFTER);
    look();
    assertThat(pulse.silence()).as("after it").isLessThan(Pulse.UNREADY_AFTER);
    passAwake(Pulse.UNHEALTHY_AFTER);
    assertThat(pulse.silence()).as("awake").isGreaterThan(Pulse.UNHEALTHY_AFTER);
  }

  private void passAwake(Duration time) {
    for (long i = 0; i < time.toMillis(); i += 500) {
      look();
    }
  }

  private void look() {
    pass(Duration.ofMillis(500));
    watch.look();
  }

  private void pass(Duration time) {
    wallMillis += time.toMillis();
    nanos += time.toNanos();
  }

  private void set(Duration step) {
    wallMillis += step.toMillis();
  }
}
