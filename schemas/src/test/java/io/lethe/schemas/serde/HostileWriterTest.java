// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.registry.SchemaBounds;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers whose schema is one that every request can be read with, and has a field more, which is
 * made to take the reader's time or memory.
 */
class HostileWriterTest {
  private static final String TOPIC = Topics.DELETION_REQUESTS.name();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long MOST = Integer.MAX_VALUE - 9;

  private final String registryUrl = "mock://" + UUID.randomUUID();
  private final Serde<DeletionRequest> serde =
      Topics.DELETION_REQUESTS.valueSerde(Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, registryUrl));

  static Stream<String> itemsOfNoBytes() {
    return Stream.of(
        "\"null\"",
        "{\"type\": \"fixed\", \"name\": \"Nothing\", \"size\": 0}",
        record("Empty", ""),
        record("Hollow", field("a", "\"null\"") + "," + field("b", record("Empty", ""))),
        record("Wide", nulls(900)));
  }

  @ParameterizedTest
  @MethodSource("itemsOfNoBytes")
  void shouldNotCountItemsThatTakeNoBytes(String item) throws IOException {
    String items = "{\"type\": \"array\", \"items\": " + item + "}";
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(blocks, null);
    for (int block = 0; block < 150_000; block++) {
      encoder.writeLong(1 << 25); // as many as Avro takes at once
    }

    assertRefused(items, blocks.toByteArray(), "take no bytes");
    assertRefused("[" + items + "]", bytes(0, MOST, 0), "take no bytes");
    String arrays = "{\"type\": \"array\", \"items\": " + items + "}";
    assertRefused(arrays, nested(), "take no bytes");
  }

  private static String nulls(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> field("f" + number, "\"null\""))
        .collect(joining(","));
  }

  /** Arrays in an array, each with as many items as Avro takes of one. */
  private static byte[] nested() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    encoder.writeLong(150_000);
    for (int array = 0; array < 150_000; array++) {
      encoder.writeLong(1 << 25);
      encoder.writeLong(0);
    }
    return bytes.toByteArray();
  }

  static Stream<Arguments> doublings() {
    return Stream.of("\"null\"", "\"int\"", "[\"null\", \"string\"]")
        .flatMap(leaf -> Stream.of(Arguments.of(14, leaf), Arguments.of(45, leaf)));
  }

  @ParameterizedTest
  @MethodSource("doublings")
  void shouldNotFollowASchemaThatUnfoldsToMillions(int levels, String leaf) throws IOException {
    String schema = record("Level0", field("x", leaf));
    for (int level = 1; level < levels; level++) {
      String before = "\"Level" + (level - 1) + "\"";
      schema = record("Level" + level, field("x", schema) + "," + field("y", before));
    }

    assertRefused(schema, new byte[900_000], "parts");
  }

  @Test
  void shouldNotFollowASchemaThatIsDeeperThanAStack() throws IOException {
    String schema = "\"int\"";
    for (int level = 0; level < 300; level++) {
      schema = record("Deep" + level, field("x", schema));
    }

    assertRefused(schema, new byte[0], "deep");
  }

  @Test
  void shouldEndSoonWithTheMostThatIsReadOfEachByte() throws IOException {
    String wide = record("Wide", field("one", "\"boolean\"") + "," + nulls(950));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(bytes(1_000_000));
    bytes.write(new byte[1_000_000]);

    assertRefused(
        "{\"type\": \"array\", \"items\": " + wide + "}",
        bytes.toByteArray(),
        "do not hold a record");
  }

  @Test
  void shouldReadWithEverySchemaOfTheCatalogueAndOnesThatHaveGrown() {
    for (Topic<?> topic : Topics.all()) {
      Schema once = topic.valueSchema();
      SchemaBounds.require(once);
      SchemaBounds.require(Schema.createUnion(Schema.create(Schema.Type.NULL), once));
      SchemaBounds.require(grown(once, 5));
    }
  }

  private static Schema grown(Schema schema, int times) {
    List<Schema.Field> fields = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      for (Schema.Field field : schema.getFields()) {
        fields.add(new Schema.Field(field.name() + time, field.schema()));
      }
    }
    return Schema.createRecord(schema.getName(), "", "grown", false, fields);
  }

  @Test
  void shouldReadASchemaThatHoldsItself() throws IOException {
    String tree =
        record(
            "Tree",
            field("left", "[\"null\", \"Tree\"]")
                + ","
                + field("right", "[\"null\", \"Tree\"]")
                + ","
                + field("more", "{\"type\": \"map\", \"values\": \"Tree\"}"));

    byte[] bytes = sent(tree, bytes(1, 0, 0, 0, 0, 0));
    ByteBuffer whole = ByteBuffer.allocate(bytes.length + 6).put(bytes);
    whole.put(new byte[] {2, 'r', 0, 2, 's', 0}); // requestId, tenant, subjectId, model

    assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, whole.array()))
        .hasMessageContaining("(EOFException)"); // for it goes on
  }

  @ParameterizedTest
  @ValueSource(longs = {MOST, -MOST, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void shouldHoldNoMemoryForWhatARecordOfTenBytesClaims(long length) throws IOException {
    for (String schema :
        List.of(
            "\"string\"",
            "\"bytes\"",
            "{\"type\": \"array\", \"items\": \"string\"}",
            "{\"type\": \"map\", \"values\": \"null\"}")) {
      assertRefused(schema, bytes(length, length), "do not hold a record");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {MOST, -MOST, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void shouldHoldNoMemoryForWhatAFieldClaims(long length) throws IOException {
    String none = "\"null\"";
    // requestId; then all there is to extensions; then to callbacks
    assertRefused(none, bytes(length), "do not hold a record");
    assertRefused(none, bytes(0, 0, 0, 0, 0, 0, length, 0), "do not hold a record");
    assertRefused(none, bytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, length), "do not hold a record");
  }

  private void assertRefused(String field, byte[] content, String rule) throws IOException {
    byte[] bytes = sent(field, content);
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining(rule));
  }

  /** The wire format's header, and what the writer says of its further field. */
  private byte[] sent(String field, byte[] content) {
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(new Schema.Field("further", new Schema.Parser().parse(field)));
    for (Schema.Field known : DeletionRequest.getClassSchema().getFields()) {
      fields.add(new Schema.Field(known, known.schema()));
    }
    Schema writer = Schema.createRecord("DeletionRequest", "", "io.lethe.schemas", false, fields);
    int id =
        SchemaRegistryClients.of(new SerdeConfig(registryUrl, true, Optional.empty()))
            .register(UUID.randomUUID() + "-value", writer);
    return ByteBuffer.allocate(WireFormat.HEADER_BYTES + content.length)
        .put((byte) 0)
        .putInt(id)
        .put(content)
        .array();
  }

  private static byte[] bytes(long... numbers) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    for (long number : numbers) {
      encoder.writeLong(number);
    }
    return bytes.toByteArray();
  }

  private static String record(String name, String fields) {
    return "{\"type\": \"record\", \"name\": \"%s\", \"fields\": [%s]}".formatted(name, fields);
  }

  private static String field(String name, String type) {
    return "{\"name\": \"%s\", \"type\": %s}".formatted(name, type);
  }
}
