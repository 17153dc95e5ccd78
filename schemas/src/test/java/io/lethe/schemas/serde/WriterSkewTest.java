// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every topic, written by a service one version ahead of ours or one behind, read by ours. */
class WriterSkewTest {
  private static final int RECORDS = 200;
  private static final long SEED = 20261124;

  private final String registryUrl = "mock://" + UUID.randomUUID();

  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldReadWhatAServiceOneVersionAheadWrites(Topic<?> topic) throws IOException {
    Schema ours = schemaOf(topic);
    List<Field> fields = fields(ours, field -> true);
    Schema text =
        Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
    fields.add(new Field("ofTomorrow", text, "we never heard of it", JsonProperties.NULL_VALUE));

    assertReadAsAvroResolvesIt(topic, with(ours, fields));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldReadWhatAServiceOneVersionBehindWrites(Topic<?> topic) throws IOException {
    Schema ours = schemaOf(topic);

    assertReadAsAvroResolvesIt(topic, with(ours, fields(ours, field -> !field.hasDefaultValue())));
  }

  /** A field of a sender's own may nest as deep as a record is long. */
  @Test
  void shouldNotDecodeWhatNestsDeeperThanAnyStack() throws IOException {
    Topic<?> topic = Topics.DELETION_REQUESTS;
    Schema nest = Schema.createRecord("Nest", null, "hostile", false);
    Schema maybe = Schema.createUnion(Schema.create(Schema.Type.NULL), nest);
    nest.setFields(List.of(new Field("inner", maybe, null, JsonProperties.NULL_VALUE)));
    List<Field> fields = fields(schemaOf(topic), field -> true);
    fields.add(0, new Field("nest", maybe, null, JsonProperties.NULL_VALUE));
    int id =
        SchemaRegistryClients.of(new SerdeConfig(registryUrl, true, Optional.empty()))
            .register("nested", with(schemaOf(topic), fields));
    byte[] body = new byte[900_000];
    Arrays.fill(body, (byte) 2); // the second branch of each union

    try (Serde<? extends SpecificRecord> serde =
        topic.valueSerde(Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, registryUrl))) {
      assertThatThrownBy(() -> serde.deserializer().deserialize(topic.name(), framed(id, body)))
          .isInstanceOf(UndecodableRecordException.class)
          .hasMessageContaining("StackOverflowError");
    }
  }

  /** Avro's own resolution of generic records is the judge of what our serde hands out. */
  private void assertReadAsAvroResolvesIt(Topic<?> topic, Schema writer) throws IOException {
    int id =
        SchemaRegistryClients.of(new SerdeConfig(registryUrl, true, Optional.empty()))
            .register("skewed-" + topic.name(), writer);
    Schema ours = schemaOf(topic);
    try (Serde<? extends SpecificRecord> serde =
        topic.valueSerde(Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, registryUrl))) {
      for (Object written : new RandomData(writer, RECORDS, SEED)) {
        byte[] body = encoded(new GenericDatumWriter<>(writer), written);
        Object resolved =
            new GenericDatumReader<>(writer, ours)
                .read(null, DecoderFactory.get().binaryDecoder(body, null));

        SpecificRecord read = serde.deserializer().deserialize(topic.name(), framed(id, body));

        assertThat(encoded(new SpecificDatumWriter<>(ours, dataOf(read)), read))
            .isEqualTo(encoded(new GenericDatumWriter<>(ours), resolved));
      }
    }
  }

  private static SpecificData dataOf(SpecificRecord record) {
    return SpecificData.getForClass(record.getClass());
  }

  private static Schema schemaOf(Topic<?> topic) {
    return topic.valueSchema();
  }

  private static List<Field> fields(Schema schema, Predicate<Field> wanted) {
    List<Field> fields = new ArrayList<>();
    for (Field field : schema.getFields()) {
      if (wanted.test(field)) {
        fields.add(new Field(field, field.schema()));
      }
    }
    return fields;
  }

  private static Schema with(Schema ours, List<Field> fields) {
    return Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
  }

  private static byte[] framed(int id, byte[] body) {
    return ByteBuffer.allocate(WireFormat.HEADER_BYTES + body.length)
        .put((byte) 0)
        .putInt(id)
        .put(body)
        .array();
  }

  private static <D> byte[] encoded(DatumWriter<D> writer, D datum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    writer.write(datum, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
