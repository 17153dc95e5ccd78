// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeOfReceiptTest {
  private static final long NOW = Instant.parse("2030-01-31T12:00:00Z").toEpochMilli();
  private static final TopicPartition PARTITION = new TopicPartition("words", 1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TimeOfReceipt times = new TimeOfReceipt(meters, () -> NOW);

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1_895_400_000_000L, 4_102_444_800_000L, Long.MAX_VALUE})
  void shouldReadWhatASenderStampedAsReceivedNow(long stamp) {
    ConsumerRecord<byte[], byte[]> sent = record(7, TimestampType.CREATE_TIME, stamp);

    ConsumerRecord<byte[], byte[]> read = first(List.of(sent));

    assertThat(read.timestamp()).isEqualTo(NOW);
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("timestamp", "timestampType")
        .isEqualTo(sent);
    assertThat(stamped()).isEqualTo(1);
  }

  @Test
  void shouldBelieveTheBrokersTimeAlone() {
    ConsumerRecord<byte[], byte[]> received = record(7, TimestampType.LOG_APPEND_TIME, NOW - 5);
    ConsumerRecords<byte[], byte[]> polled = polled(List.of(received));

    assertThat(times.of(polled)).isSameAs(polled);
    assertThat(first(List.of(received, record(8, TimestampType.CREATE_TIME, -1))))
        .isSameAs(received);
    assertThat(stamped()).isEqualTo(1);
  }

  @Test
  void shouldCountFromZeroWhatATopologyReadsBesidesTheCatalogue() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(List.of("deletion.requests", "deletion.requests.shop"));
    Topology topology = builder.build();

    assertThat(times.watching(topology)).isSameAs(topology);

    assertThat(meters.get("lethe.service.senders.time.records").counters())
        .filteredOn(counter -> "deletion.requests.shop".equals(counter.getId().getTag("topic")))
        .singleElement()
        .satisfies(counter -> assertThat(counter.count()).isZero());
  }

  @Test
  void shouldKeepWhereThePollEnded() {
    Map<TopicPartition, OffsetAndMetadata> next = Map.of(PARTITION, new OffsetAndMetadata(9));

    ConsumerRecords<byte[], byte[]> read =
        times.of(
            new ConsumerRecords<>(
                Map.of(PARTITION, List.of(record(7, TimestampType.CREATE_TIME, -1))), next));

    assertThat(read.nextOffsets()).isEqualTo(next);
  }

  private ConsumerRecord<byte[], byte[]> first(List<ConsumerRecord<byte[], byte[]>> records) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    times.of(polled(records)).forEach(read::add);
    assertThat(read).hasSameSizeAs(records);
    return read.get(0);
  }

  private static ConsumerRecords<byte[], byte[]> polled(
      List<ConsumerRecord<byte[], byte[]>> records) {
    return new ConsumerRecords<>(Map.of(PARTITION, records), Map.of());
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, TimestampType type, long timestamp) {
    return new ConsumerRecord<>(
        PARTITION.topic(),
        PARTITION.partition(),
        offset,
        timestamp,
        type,
        1,
        2,
        new byte[] {1},
        new byte[] {2, 3},
        new RecordHeaders().add("traceparent", new byte[] {4}),
        Optional.of(5));
  }

  private double stamped() {
    return TimeOfReceipt.STAMPED.counter(meters, "topic", PARTITION.topic()).count();
  }
}
