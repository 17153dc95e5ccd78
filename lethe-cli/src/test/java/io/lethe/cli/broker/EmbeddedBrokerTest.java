// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final String TOPIC = "letters";

  @TempDir private Path directory;

  @Test
  void shouldKeepClusterTopicsAndCommittedRecordsOverARestart() throws Exception {
    String clusterId;
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, EmbeddedBroker.ANY_PORT)) {
      clusterId = clusterId(broker);
      createTopic(broker);
      produce(broker, "first");
    }

    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, EmbeddedBroker.ANY_PORT)) {
      produce(broker, "second");

      assertThat(clusterId(broker)).isEqualTo(clusterId);
      assertThat(consume(broker, 2)).containsExactly("first", "second");
    }
  }

  /** Requests name subjects in clear. Also where an earlier build left it open to all. */
  @Test
  void shouldLetNobodyButItsOwnerLookIntoItsLog() throws Exception {
    Path log = directory.resolve("broker");
    Files.createDirectories(log);
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rwxr-xr-x"));

    EmbeddedBroker.start(log, EmbeddedBroker.ANY_PORT).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rwx------");
  }

  @Test
  void shouldHideRecordsOfAnAbortedTransaction() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, EmbeddedBroker.ANY_PORT)) {
      createTopic(broker);
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "key", "taken back")).get();
        producer.abortTransaction();
      }
      produce(broker, "meant");

      assertThat(consume(broker, 1)).containsExactly("meant");
    }
  }

  @Test
  void shouldNameThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void shouldRefuseAFileInPlaceOfItsDirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> EmbeddedBroker.start(file, EmbeddedBroker.ANY_PORT))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, 70_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("70000");
  }

  private static String clusterId(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  private static void produce(EmbeddedBroker broker, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(broker)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, "key", value)).get();
      producer.commitTransaction();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> consume(EmbeddedBroker broker, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                "reader",
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInSameThread()
          .until(
              () -> {
                for (ConsumerRecord<String, String> read : consumer.poll(Duration.ofMillis(100))) {
                  values.add(read.value());
                }
                return values.size() >= count;
              });
    }
    return values;
  }
}
