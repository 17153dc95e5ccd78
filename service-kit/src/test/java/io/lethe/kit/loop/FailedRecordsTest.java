// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.registry.UnregisteredSchemaException;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailedRecordsTest {
  private static final String TOPIC = "deletion.requests";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FailedRecords failed = new FailedRecords(meters, List.of(TOPIC), Set.of());

  static List<Supplier<Exception>> failuresOfTheRecord() {
    return List.of(
        () -> new IllegalStateException("nobody thought of it"),
        NullPointerException::new,
        () -> new SerializationException("a field is missing"),
        () -> new RecordTooLargeException("more than a broker takes"));
  }

  static List<Exception> failuresOfOthers() {
    return List.of(
        new TimeoutException("broker away"),
        new ProducerFencedException("another instance"),
        registryAway(),
        new UnregisteredSchemaException("deletion.status-value", "DeletionStatus"),
        new ProcessorStateException("Corruption"),
        new IllegalStateException("wrapped", new TimeoutException("broker away")),
        LostRecordException.undecodable("model.events/0/1", "it has no value"),
        new UndecodableRecordException("a store's changelog", "it is no row"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfTheRecord")
  void shouldSetARecordAsideAfterItsTriesAndCountIt(Supplier<Exception> failure) {
    assertThat(counted()).as("counted from zero").isZero();
    for (int tries = 1; tries < FailedRecords.TRIES; tries++) {
      fail(7, failure.get());
      assertThat(failed.isSetAside(TOPIC, 0, 7)).isFalse();
    }

    fail(7, failure.get());

    assertThat(failed.isSetAside(TOPIC, 0, 7)).isTrue();
    assertThat(failed.isSetAside(TOPIC, 0, 8)).isFalse();
    assertThat(failed.isSetAside(TOPIC, 1, 7)).isFalse();
    assertThat(counted()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("failuresOfOthers")
  void shouldTryForEverWhereTheRecordIsNotTheReason(Exception failure) {
    for (int i = 0; i < 10; i++) {
      fail(7, failure);
    }

    assertThat(failed.isSetAside(TOPIC, 0, 7)).isFalse();
    assertThat(FailedRecordException.isIn(failure)).isFalse();
  }

  @Test
  void shouldNotSetAsideWhereTheStateWouldBeWrongWithout() {
    Exception failure = new IllegalStateException();
    for (int i = 0; i < 10; i++) {
      failed.failed("model.events", 0, 7, failure);
      failed.failed(null, -1, -1, failure);
    }

    assertThat(failed.isSetAside("model.events", 0, 7)).isFalse();
    assertThat(FailedRecordException.isIn(failure)).isFalse();
  }

  @Test
  void shouldSetAsideWhatAPersonNamedWithoutATry() {
    FailedRecords told = new FailedRecords(meters, List.of(TOPIC), Set.of("model.events/0/7"));

    assertThat(told.isSetAside("model.events", 0, 7)).isTrue();
    assertThat(told.isSetAside("model.events", 0, 8)).isFalse();
  }

  /** Whatever waits for the same transaction fails with the same exception. */
  @Test
  void shouldCountOneFailureOnce() {
    Exception failure = new RecordTooLargeException("once");
    for (int i = 0; i < 10; i++) {
      fail(7, failure);
    }

    assertThat(failed.isSetAside(TOPIC, 0, 7)).isFalse();
    assertThat(FailedRecordException.isIn(new RuntimeException(failure))).isTrue();
  }

  private static Exception registryAway() {
    SerdeConfig nowhere = new SerdeConfig("file:///dev/null/registry", true, Optional.empty());
    return catchThrowableOfType(
        SchemaRegistryException.class, () -> SchemaRegistryClients.of(nowhere).schemaById(7));
  }

  private void fail(long offset, Exception failure) {
    failed.failed(TOPIC, 0, offset, failure);
  }

  private double counted() {
    return FailedRecords.SET_ASIDE.counter(meters, "topic", TOPIC).count();
  }
}
