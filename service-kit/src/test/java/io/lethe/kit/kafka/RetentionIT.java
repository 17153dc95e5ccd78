// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Retention counts from receipt: what a sender says of a record's time costs nobody his request.
 */
class RetentionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final TopicPartition REQUESTS =
      new TopicPartition(Topics.DELETION_REQUESTS.name(), 0);

  /** Kept for as long as requests are, but by the time that senders state. */
  private static final TopicPartition STAMPED = new TopicPartition("stamped.by.senders", 0);

  @TempDir private Path directory;
  private TestBroker broker;
  private Admin admin;
  private KafkaProducer<String, String> producer;

  @BeforeEach
  void start() throws Exception {
    broker =
        new TestBroker(
            directory,
            Map.of("log.retention.check.interval.ms", "100", "log.initial.task.delay.ms", "0"));
    admin = Admin.create(broker.settings().admin());
    TopicProvisioner.ensure(
        broker.settings(), List.of(Topics.DELETION_REQUESTS), List.of(), PATIENCE);
    Map<String, String> settings =
        Map.of(
            "retention.ms",
            Topics.DELETION_REQUESTS.storage().settings().get("retention.ms"),
            "message.timestamp.type",
            "CreateTime");
    admin
        .createTopics(List.of(new NewTopic(STAMPED.topic(), 1, (short) 1).configs(settings)))
        .all()
        .get();
    producer =
        new KafkaProducer<>(
            broker.settings().producer("sender"), new StringSerializer(), new StringSerializer());
  }

  @AfterEach
  void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  @Test
  void shouldKeepAndDateByReceiptWhatItsSenderStampedLongAgoOrNeverOrInAnotherCentury()
      throws Exception {
    Instant before = Instant.now();
    long tenDaysAgo = before.minus(10, ChronoUnit.DAYS).toEpochMilli();
    send(REQUESTS, "long ago", tenDaysAgo);
    send(REQUESTS, "never", -1);
    send(REQUESTS, "another century", Instant.parse("2100-01-01T00:00:00Z").toEpochMilli());

    // Twice: what the broker looked at in its first round it has looked at when it begins another.
    for (int round = 1; round <= 2; round++) {
      send(STAMPED, "long ago", tenDaysAgo);
      int gone = round;
      await().atMost(PATIENCE).until(() -> beginning(STAMPED) == gone);
    }

    assertThat(beginning(REQUESTS)).isZero();
    assertThat(read(REQUESTS, 3))
        .allSatisfy(
            record -> {
              assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
              assertThat(Instant.ofEpochMilli(record.timestamp()))
                  .isCloseTo(before, within(PATIENCE.toSeconds(), ChronoUnit.SECONDS));
            })
        .extracting(ConsumerRecord::key)
        .containsExactly("long ago", "never", "another century");
  }

  /** Kafka's own record refuses a time of -1, which is none; other clients send it. */
  private void send(TopicPartition where, String key, long time) throws Exception {
    producer
        .send(
            new ProducerRecord<>(where.topic(), where.partition(), key, "") {
              @Override
              public Long timestamp() {
                return time;
              }
            })
        .get();
  }

  private long beginning(TopicPartition where) throws Exception {
    return admin
        .listOffsets(Map.of(where, OffsetSpec.earliest()))
        .partitionResult(where)
        .get()
        .offset();
  }

  private List<ConsumerRecord<String, String>> read(TopicPartition where, int count) {
    List<ConsumerRecord<String, String>> read = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            broker.settings().consumer("reader"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(where));
      consumer.seekToBeginning(List.of(where));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(POLL).forEach(read::add);
                return read.size() >= count;
              });
    }
    return read;
  }
}
