// SPDX-License-Identifier: Apache-2.0
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Asks over Kafka to forget people, and follows each request until it ends. */
public class SendDeletion {
  private static final String TENANT = "default";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Map<String, Object> kafka;
  private final Map<String, String> subjectByRequest = new LinkedHashMap<>();
  private final Map<String, String> requestByRecord = new LinkedHashMap<>();

  private SendDeletion(String bootstrapServers, String schemaRegistry) {
    kafka = Map.of("bootstrap.servers", bootstrapServers, "schema.registry.url", schemaRegistry);
  }

  public static void main(String... arguments) {
    if (arguments.length < 3) {
      fail("Usage: java -cp JARS SendDeletion.java HOST:PORT http://HOST:PORT SUBJECT...", 2);
    }
    SendDeletion app = new SendDeletion(arguments[0], arguments[1]);
    try (KafkaConsumer<String, byte[]> answers = app.answersFromNowOn()) {
      app.send(List.of(arguments).subList(2, arguments.length));
      app.follow(answers);
    } catch (Exception e) {
      fail(e.getMessage(), 1);
    }
  }

  private void send(List<String> subjects) throws ExecutionException, InterruptedException {
    Map<String, Object> settings = with("acks", "all", "max.block.ms", 10_000);
    try (var serde = Topics.DELETION_REQUESTS.valueSerde(kafka);
        var producer = new KafkaProducer<>(settings, new StringSerializer(), serde.serializer())) {
      for (String subject : subjects) {
        // An id of our own: what is sent again with it is the same request.
        String id = UUID.randomUUID().toString();
        DeletionRequest request =
            DeletionRequest.newBuilder()
                .setRequestId(id)
                .setTenant(TENANT)
                .setSubjectId(subject)
                .setRequestedAt(Instant.now())
                .build();
        String topic = Topics.DELETION_REQUESTS.name();
        RecordMetadata sent = producer.send(new ProducerRecord<>(topic, subject, request)).get();
        subjectByRequest.put(TENANT + "/" + id, subject);
        requestByRecord.put(
            topic + "/" + sent.partition() + "/" + sent.offset(), TENANT + "/" + id);
      }
    }
  }

  /** Statuses and refusals that are written after this. Only what is committed is true. */
  private KafkaConsumer<String, byte[]> answersFromNowOn() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            with("isolation.level", "read_committed", "enable.auto.commit", false),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : List.of(Topics.DELETION_STATUS, Topics.DELETION_REJECTED)) {
      consumer
          .partitionsFor(topic.name(), Duration.ofSeconds(10))
          .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // seeking is done when it is first needed
    return consumer;
  }

  private void follow(KafkaConsumer<String, byte[]> answers) {
    Deserializer<DeletionStatus> statuses = Topics.DELETION_STATUS.valueSerde(kafka).deserializer();
    Deserializer<RejectedRequest> refusals =
        Topics.DELETION_REJECTED.valueSerde(kafka).deserializer();
    Instant limit = Instant.now().plus(PATIENCE);
    while (!subjectByRequest.isEmpty()) {
      if (Instant.now().isAfter(limit)) {
        throw new IllegalStateException("Still under way: " + subjectByRequest.keySet());
      }
      for (ConsumerRecord<String, byte[]> answer : answers.poll(Duration.ofSeconds(1))) {
        if (subjectByRequest.containsKey(answer.key()) && answer.value() != null) {
          see(answer.key(), statuses.deserialize(answer.topic(), answer.value()));
        } else if (requestByRecord.containsKey(answer.key())) {
          RejectedRequest refusal = refusals.deserialize(answer.topic(), answer.value());
          throw new IllegalStateException("Not taken: " + refusal.getMessage());
        }
      }
    }
  }

  private void see(String request, DeletionStatus status) {
    String subject = subjectByRequest.get(request);
    switch (status.getState()) {
      case PROMOTED, COMPLETED, NOTHING_TO_ERASE, NO_TRAIN_SAMPLE -> {
        System.out.println(subject + ": " + status.getState());
        subjectByRequest.remove(request);
      }
      case PARKED, REFUSED ->
          throw new IllegalStateException(status.getState() + ": " + status.getReason());
      default -> System.out.println("... " + subject + ": " + status.getState());
    }
  }

  private Map<String, Object> with(String key, Object value, String other, Object otherValue) {
    Map<String, Object> settings = new LinkedHashMap<>(kafka);
    settings.put(key, value);
    settings.put(other, otherValue);
    return settings;
  }

  private static void fail(String why, int code) {
    System.err.println(why);
    System.exit(code);
  }
}
