// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestMetersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String KEY = "0".repeat(64);
  private static final String SET = "a".repeat(64);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RequestMeters meters =
      new RequestMeters(registry, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void shouldCountRequestsByModelAndState() {
    meters.entered(status("1", "faces", RequestState.PENDING).build());
    meters.entered(status("2", "faces", RequestState.PENDING).build());
    meters.entered(status("2", "clothes", RequestState.SEALED).build());

    assertThat(tracked("faces", RequestState.PENDING)).isEqualTo(2);
    assertThat(tracked("faces", RequestState.SEALED)).isZero();
    assertThat(tracked("clothes", RequestState.SEALED)).isEqualTo(1);
  }

  @Test
  void shouldMoveARequestFromStateToState() {
    DeletionStatus pending = status("1", "faces", RequestState.PENDING).build();
    meters.entered(pending);
    become(pending, status("1", "faces", RequestState.PROMOTED).build());

    assertThat(tracked("faces", RequestState.PENDING)).isZero();
    assertThat(tracked("faces", RequestState.PROMOTED)).isEqualTo(1);
  }

  @Test
  void shouldTellTheAgeOfTheOldestOpenRequestAndTheNearestDeadline() {
    DeletionStatus first =
        status("1", "faces", RequestState.PENDING)
            .setReceivedAt(NOW.minusSeconds(600))
            .setDeadline(NOW.plusSeconds(50))
            .build();
    meters.entered(first);
    meters.entered(
        status("2", "faces", RequestState.PARKED)
            .setReceivedAt(NOW.minusSeconds(60))
            .setDeadline(NOW.minusSeconds(5))
            .build());
    assertThat(value(RequestMeters.OLDEST_AGE, "faces")).isEqualTo(600);
    assertThat(value(RequestMeters.DEADLINE_REMAINING, "faces")).isEqualTo(-5);

    become(first, DeletionStatus.newBuilder(first).setState(RequestState.PROMOTED).build());
    assertThat(value(RequestMeters.OLDEST_AGE, "faces")).isEqualTo(60);
  }

  @Test
  void shouldTellNoAgeAndNoDeadlineWhenNothingIsOpen() {
    meters.entered(status("1", "faces", RequestState.NOTHING_TO_ERASE).build());
    meters.entered(status("2", "faces", RequestState.REFUSED).build());

    assertThat(value(RequestMeters.OLDEST_AGE, "faces")).isNaN();
    assertThat(value(RequestMeters.DEADLINE_REMAINING, "faces")).isNaN();
    assertThat(value(RequestMeters.IN_FLIGHT_AGE, "faces")).isNaN();
  }

  @Test
  void shouldTellForHowLongTheSetAtWorkHasBeenAtItsStep() {
    meters.entered(
        status("1", "faces", RequestState.SEALED).setChangedAt(NOW.minusSeconds(900)).build());
    meters.entered(
        status("2", "faces", RequestState.VERIFYING).setChangedAt(NOW.minusSeconds(70)).build());

    assertThat(value(RequestMeters.IN_FLIGHT_AGE, "faces")).isEqualTo(70);
  }

  @Test
  void shouldCountAParkedSetOnceHoweverManyRequestsItHas() {
    DeletionStatus first =
        status("1", "faces", RequestState.PARKED).setForgetSetDigest(SET).build();
    meters.entered(first);
    meters.entered(status("2", "faces", RequestState.PARKED).setForgetSetDigest(SET).build());
    assertThat(value(RequestMeters.PARKED_SETS, "faces")).isEqualTo(1);

    meters.left(first);
    assertThat(value(RequestMeters.PARKED_SETS, "faces")).isEqualTo(1);
  }

  @Test
  void shouldCountARequestWithoutModelOnlyWhileNoModelHasTakenIt() {
    DeletionStatus received = status("1", null, RequestState.RECEIVED).build();
    meters.entered(received);
    assertThat(tracked(RequestMeters.NO_MODEL, RequestState.RECEIVED)).isEqualTo(1);

    become(received, status("1", null, RequestState.PENDING).build());
    assertThat(tracked(RequestMeters.NO_MODEL, RequestState.RECEIVED)).isZero();
    assertThat(tracked(RequestMeters.NO_MODEL, RequestState.PENDING)).isZero();
  }

  @Test
  void shouldShowWhatAFreshStartOnTheLastStatesShowsAfterAnyHistory() {
    Random random = new Random(7);
    Map<String, DeletionStatus> present = new HashMap<>();
    for (int step = 0; step < 500; step++) {
      String id = Integer.toString(random.nextInt(20));
      RequestState[] states = RequestState.values();
      DeletionStatus next =
          status(id, "faces", states[1 + random.nextInt(states.length - 1)])
              .setReceivedAt(NOW.minusSeconds(random.nextInt(1000)))
              .setDeadline(NOW.plusSeconds(random.nextInt(1000)))
              .setChangedAt(NOW.minusSeconds(random.nextInt(1000)))
              .setForgetSetDigest(random.nextBoolean() ? SET : null)
              .build();
      DeletionStatus before = present.put(id, next);
      if (before == null) {
        meters.entered(next);
      } else {
        become(before, next);
      }
    }
    SimpleMeterRegistry fresh = new SimpleMeterRegistry();
    RequestMeters restarted = new RequestMeters(fresh, Clock.fixed(NOW, ZoneOffset.UTC));
    present.values().forEach(restarted::entered);

    assertThat(values(registry)).isEqualTo(values(fresh));
  }

  @Test
  void shouldNameNothingButModelsAndStates() {
    meters.entered(
        status("1", "faces", RequestState.PARKED).setForgetSetDigest(SET).setJobId(SET).build());

    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getKey)
        .containsOnly("model", "state");
  }

  /** As the view tells it. */
  private void become(DeletionStatus before, DeletionStatus after) {
    meters.entered(after);
    meters.left(before);
  }

  private double tracked(String model, RequestState state) {
    return registry
        .get(RequestMeters.TRACKED.name())
        .tag("model", model)
        .tag("state", state.name())
        .gauge()
        .value();
  }

  private double value(MeterSpec meter, String model) {
    return registry.get(meter.name()).tag("model", model).gauge().value();
  }

  private static Map<String, Double> values(SimpleMeterRegistry from) {
    Map<String, Double> values = new HashMap<>();
    for (Meter meter : from.getMeters()) {
      meter.measure().forEach(m -> values.put(meter.getId().toString(), m.getValue()));
    }
    return values;
  }

  private static DeletionStatus.Builder status(String id, String model, RequestState state) {
    return DeletionStatus.newBuilder()
        .setTenant("shop")
        .setRequestId(id)
        .setModel(model)
        .setState(state)
        .setSequence(1)
        .setSubjectKey(KEY)
        .setSubjectKeyId("key")
        .setAskedAt(NOW.minusSeconds(10))
        .setReceivedAt(NOW.minusSeconds(10))
        .setDeadline(NOW.plusSeconds(10))
        .setChangedAt(NOW);
  }
}
