// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.topic.Storage;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends that compresses, on a topic that a service made. */
class CompressedRecordsIT {
  private static final String TOPIC = Topics.DELETION_REQUESTS.name();
  private static final int HUGE = Integer.getInteger("lethe.compressed.megabytes", 64) << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static TestBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker(directory);
    TopicProvisioner.ensure(
        broker.settings(), List.of(Topics.DELETION_REQUESTS), List.of(), PATIENCE);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "zstd"}) // snappy packs no such record into a megabyte
  void shouldTakeNoRecordThatIsLongOnceItIsUnpacked(String compression) {
    try (Producer<byte[], byte[]> producer = producer(compression)) {
      assertThatThrownBy(() -> send(producer, new byte[HUGE]))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd"})
  void shouldTakeTheLongestRecordHoweverItIsSent(String compression) throws Exception {
    byte[] longest = new byte[Storage.LONGEST_BATCH_BYTES - 1_000];
    long offset;
    try (Producer<byte[], byte[]> producer = producer(compression)) {
      offset = send(producer, longest);
    }

    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            broker.settings().consumer("reader"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      assertThat(consumer.poll(PATIENCE).records(partition).get(0).value()).isEqualTo(longest);
    }
  }

  private static long send(Producer<byte[], byte[]> producer, byte[] value) throws Exception {
    return producer
        .send(new ProducerRecord<>(TOPIC, 0, "s1".getBytes(UTF_8), value))
        .get()
        .offset();
  }

  /** With limits of its own that are above the broker's. */
  private static Producer<byte[], byte[]> producer(String compression) {
    Map<String, Object> settings = new HashMap<>(broker.settings().producer("app"));
    settings.put("compression.type", compression);
    settings.put("max.request.size", Integer.MAX_VALUE);
    settings.put("buffer.memory", 2L * HUGE);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
