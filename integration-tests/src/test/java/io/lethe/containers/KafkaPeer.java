// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.pipeline.PythonPeer;
import io.lethe.pipeline.World;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificRecord;

/** Confluent's own Kafka client and Avro serdes, in Python. */
final class KafkaPeer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SCRIPT = Path.of("..", "python", "tests", "kafka_peer.py");

  private final KafkaSettings kafka;
  private final Path scratch;

  KafkaPeer(KafkaSettings kafka, Path scratch) {
    this.kafka = kafka;
    this.scratch = scratch;
  }

  /** A request's schema of tomorrow, with a field that we do not know. */
  static Schema ahead() {
    List<Field> fields = fieldsWithout(Set.of());
    Schema optional =
        Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
    fields.add(new Field("channel", optional, "how the person asked", JsonProperties.NULL_VALUE));
    return schema(fields);
  }

  /** A request's schema of yesterday, without two of the fields that have defaults. */
  static Schema behind() {
    return schema(fieldsWithout(Set.of("deadline", "extensions")));
  }

  /** Lets Python send a request for each of these people; the keys of their statuses. */
  List<String> erase(List<String> people, Schema writer) throws Exception {
    List<String> keys = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String person : people) {
      String requestId = UUID.randomUUID().toString();
      keys.add(World.TENANT + "/" + requestId + "/" + World.MODEL);
      var request = MAPPER.createObjectNode().put("key", person);
      request
          .putObject("value")
          .put("requestId", requestId)
          .put("tenant", World.TENANT)
          .put("subjectId", person)
          .put("model", World.MODEL)
          .put("requestedAt", Instant.now().toEpochMilli());
      lines.add(MAPPER.writeValueAsString(request));
    }
    Path records = Files.write(Files.createTempFile(scratch, "requests", ".jsonl"), lines);
    Path schema = Files.createTempFile(scratch, "writer", ".avsc");
    Files.writeString(schema, writer.toString());
    run(
        "produce",
        Topics.DELETION_REQUESTS,
        "--schema",
        schema.toString(),
        "--records",
        records.toString());
    return keys;
  }

  /** Lets Python read a topic, which must see in it what we see. */
  void requireSame(Topic<?> topic, List<? extends SpecificRecord> ours) throws Exception {
    Path records = Files.createTempFile(scratch, topic.name(), ".jsonl");
    run("consume", topic, "--records", records.toString());
    List<JsonNode> theirs = new ArrayList<>();
    for (String line : Files.readAllLines(records)) {
      theirs.add(MAPPER.readTree(line));
    }
    assertThat(theirs)
        .as(topic.name())
        .containsExactlyInAnyOrderElementsOf(ours.stream().map(KafkaPeer::plain).toList());
  }

  /** What has the same shape in both languages: texts and numbers, enums as text, times as ms. */
  private static JsonNode plain(SpecificRecord record) {
    var plain = MAPPER.createObjectNode();
    for (Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value instanceof CharSequence || value instanceof Enum<?>) {
        plain.put(field.name(), value.toString());
      } else if (value instanceof Instant instant) {
        plain.put(field.name(), instant.toEpochMilli());
      } else if (value instanceof Integer || value instanceof Long) {
        plain.put(field.name(), ((Number) value).longValue());
      }
    }
    return readAgain(plain);
  }

  private static JsonNode readAgain(JsonNode node) {
    try {
      return MAPPER.readTree(MAPPER.writeValueAsString(node));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void run(String verb, Topic<?> topic, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                SCRIPT.toString(),
                verb,
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--registry",
                kafka.schemaRegistryUrl(),
                "--topic",
                topic.name()));
    arguments.addAll(List.of(more));
    librdkafka(kafka.overrides())
        .forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    PythonPeer.start(scratch.resolve("peer.log"), arguments).require();
  }

  /** The same settings by the names that Confluent's client has for them. */
  private static Map<String, String> librdkafka(Map<String, String> java) {
    return Map.of(
        "security.protocol", java.get("security.protocol"),
        "ssl.ca.location", java.get("ssl.truststore.location"),
        "ssl.certificate.location", java.get("ssl.keystore.location"),
        "ssl.key.location", java.get("ssl.keystore.location"));
  }

  private static List<Field> fieldsWithout(Set<String> names) {
    List<Field> fields = new ArrayList<>();
    for (Field field : DeletionRequest.getClassSchema().getFields()) {
      if (!names.contains(field.name())) {
        fields.add(new Field(field, field.schema()));
      }
    }
    return fields;
  }

  private static Schema schema(List<Field> fields) {
    Schema ours = DeletionRequest.getClassSchema();
    return Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
  }
}
