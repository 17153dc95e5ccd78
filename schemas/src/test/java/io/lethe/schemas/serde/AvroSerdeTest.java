// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.registry.RegistryServer;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.registry.UnregisteredSchemaException;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {

  private static final String TOPIC = Topics.DELETION_REQUESTS.name();

  private final String registryUrl = "mock://" + UUID.randomUUID();
  private final Serde<DeletionRequest> serde =
      Topics.DELETION_REQUESTS.valueSerde(Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, registryUrl));

  @Test
  void shouldWriteTheConfluentWireFormat() {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());

    // magic, schema id 1, then field by field: lengths and numbers are zig-zag, unions have an
    // index
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "00"
                + "00000001"
                + "04"
                + "7231" // requestId "r1"
                + "0e"
                + "64656661756c74" // tenant "default"
                + "0a"
                + "616c696365" // subjectId "alice"
                + "00" // model null
                + "d00f" // requestedAt 1000 ms
                + "02"
                + "a01f" // deadline 2000 ms
                + "00" // no extensions
                + "000000" // neither ground nor note nor who decided
                + "00"); // no callbacks
  }

  @Test
  void shouldReadWhatItWrote() {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());

    assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(request());
  }

  @Test
  void shouldPassTombstonesThrough() {
    assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
    assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
  }

  @Test
  void shouldReadOlderAndNewerWritersWithTheReadersDefaults() throws IOException {
    // Given a writer that lacks fields with defaults and has one we do not know
    Schema writer =
        SchemaBuilder.record("DeletionRequest")
            .namespace("io.lethe.schemas")
            .fields()
            .requiredString("requestId")
            .requiredString("subjectId")
            .name("requestedAt")
            .type(DeletionRequest.getClassSchema().getField("requestedAt").schema())
            .noDefault()
            .optionalString("unheardOf")
            .endRecord();
    GenericRecord record = new GenericData.Record(writer);
    record.put("requestId", "r1");
    record.put("subjectId", "alice");
    record.put("requestedAt", 1000L);
    record.put("unheardOf", "x");

    // When
    DeletionRequest read = serde.deserializer().deserialize(TOPIC, written(writer, record));

    // Then
    assertThat(read.getTenant()).isEqualTo("default");
    assertThat(read.getModel()).isNull();
    assertThat(read.getExtensions()).isEmpty();
    assertThat(read.getRequestedAt()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(read.getSubjectId()).isEqualTo("alice");
  }

  @Test
  void shouldRefuseAWrongMagicByte() {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());
    bytes[0] = 7;

    assertUndecodable(bytes, "first byte must be 0, not 7");
  }

  @Test
  void shouldRefuseAnUnknownSchemaId() {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());
    bytes[4] = 99;

    assertUndecodable(bytes, "schema id 99 is unknown in the registry " + registryUrl);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void shouldRefuseWhatCanBeNoSchemaIdWithoutAskingForIt(int id) {
    byte[] bytes = ByteBuffer.allocate(WireFormat.HEADER_BYTES + 1).putInt(1, id).array();

    assertUndecodable(bytes, "schema id " + id + " is none: ids are positive");
  }

  @Test
  void shouldReadARecordWhoseSchemaARegistryLearnsOfALittleLater() throws IOException {
    try (RegistryServer server = new RegistryServer()) {
      Map<String, String> config = Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, server.url());
      byte[] bytes =
          Topics.DELETION_REQUESTS.valueSerde(config).serializer().serialize(TOPIC, request());
      server.failNext(404, 404);

      assertThat(
              Topics.DELETION_REQUESTS.valueSerde(config).deserializer().deserialize(TOPIC, bytes))
          .isEqualTo(request());
    }
  }

  @Test
  void shouldRefuseARecordWhoseSchemaIsNoneOfAvros() throws IOException {
    try (RegistryServer server = new RegistryServer()) {
      server.hold("syntax = \"proto3\"; message Request {}");
      Serde<DeletionRequest> shared =
          Topics.DELETION_REQUESTS.valueSerde(
              Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, server.url()));

      assertThatThrownBy(() -> shared.deserializer().deserialize(TOPIC, new byte[] {0, 0, 0, 0, 1}))
          .isInstanceOf(UndecodableRecordException.class)
          .hasMessageContaining("schema id 1 is no whole Avro schema in the registry");
    }
  }

  @Test
  void shouldRefuseARecordThatGoesDeeperThanAStack() {
    // Given a writer with a field whose schema holds itself
    Schema chain =
        SchemaBuilder.record("Link")
            .fields()
            .name("next")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type("Link")
            .endUnion()
            .noDefault()
            .endRecord();
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(new Schema.Field("chain", chain));
    for (Schema.Field field : DeletionRequest.getClassSchema().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    int id =
        register(Schema.createRecord("DeletionRequest", "", "io.lethe.schemas", false, fields));
    ByteBuffer record = ByteBuffer.allocate(WireFormat.HEADER_BYTES + 900_000).put((byte) 0);
    record.putInt(id);

    // When every byte says that another link follows
    while (record.hasRemaining()) {
      record.put((byte) 2);
    }

    assertUndecodable(
        record.array(), "do not hold a record of schema id " + id + " (StackOverflowError)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void shouldRefuseBytesWithoutAWholeHeader(int length) {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());

    assertUndecodable(Arrays.copyOf(bytes, length), length + " bytes are too few");
  }

  @Test
  void shouldRefuseEveryTruncation() {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());

    for (int length = WireFormat.HEADER_BYTES; length < bytes.length; length++) {
      assertUndecodable(Arrays.copyOf(bytes, length), "do not hold a record of schema id 1");
    }
  }

  @Test
  void shouldRefuseBytesAfterTheRecord() {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());

    assertUndecodable(Arrays.copyOf(bytes, bytes.length + 1), "bytes are left over");
  }

  @Test
  void shouldRefuseARecordOfAnotherTopic() {
    byte[] foreign =
        Topics.MODEL_CHAMPIONS
            .valueSerde(Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, registryUrl))
            .serializer()
            .serialize(Topics.MODEL_CHAMPIONS.name(), champion());

    assertUndecodable(
        foreign,
        "io.lethe.schemas.ModelChampion) cannot be read as io.lethe.schemas.DeletionRequest");
  }

  @Test
  void shouldNotTakeAnOutageOfTheRegistryForABadRecord() throws IOException {
    byte[] bytes = serde.serializer().serialize(TOPIC, request());
    try (RegistryServer server = new RegistryServer()) {
      server.failNext(401);
      Serde<DeletionRequest> broken =
          Topics.DELETION_REQUESTS.valueSerde(
              Map.of(SerdeConfig.SCHEMA_REGISTRY_URL, server.url()));

      assertThatThrownBy(() -> broken.deserializer().deserialize(TOPIC, bytes))
          .isInstanceOf(SchemaRegistryException.class)
          .isNotInstanceOf(UndecodableRecordException.class)
          .hasMessageContaining("401");
    }
  }

  @Test
  void shouldNameNoValueWhenARecordCannotBeWritten() {
    DeletionRequest incomplete = request();
    incomplete.put("requestId", null);

    assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, incomplete))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(TOPIC)
        .hasMessageNotContaining("alice")
        .hasNoCause();
  }

  @Test
  void shouldRegisterUnderTheTopicsNameOnlyWhenAllowed() {
    Map<String, Object> config =
        Map.of(
            SerdeConfig.SCHEMA_REGISTRY_URL,
            registryUrl,
            SerdeConfig.AUTO_REGISTER_SCHEMAS,
            "false");
    Serde<DeletionRequest> strict = Topics.DELETION_REQUESTS.valueSerde(config);
    assertThatThrownBy(() -> strict.serializer().serialize(TOPIC, request()))
        .isInstanceOf(UnregisteredSchemaException.class)
        .hasMessageContaining("deletion.requests-value")
        .hasMessageContaining("auto.register.schemas=true");

    serde.serializer().serialize(TOPIC, request());

    assertThat(strict.serializer().serialize(TOPIC, request())).isNotEmpty();
  }

  @Test
  void shouldRefuseSettingsThatBreakTheirRule() {
    assertThatThrownBy(() -> SerdeConfig.from(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.url");
    assertThatThrownBy(
            () ->
                SerdeConfig.from(
                    Map.of("schema.registry.url", "x", "auto.register.schemas", "yes")))
        .hasMessageContaining("must be true or false");
    assertThatThrownBy(
            () ->
                SerdeConfig.from(
                    Map.of(
                        "schema.registry.url", "x",
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "secretword")))
        .hasMessageContaining("must be user:password")
        .hasMessageNotContaining("secretword");
    assertThatThrownBy(
            () -> SchemaRegistryClients.of(new SerdeConfig("ftp://x", true, Optional.empty())))
        .hasMessageContaining("ftp://x")
        .hasMessageContaining("file:///");
  }

  @Test
  void shouldShowNoCredentialsAsText() {
    assertThat(new SerdeConfig("http://me:word@host", true, Optional.of("u:p")).toString())
        .doesNotContain("word")
        .doesNotContain("u:p");
  }

  private void assertUndecodable(byte[] bytes, String rule) {
    assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining(TOPIC)
        .hasMessageContaining(rule)
        .hasMessageNotContaining("alice");
  }

  private byte[] written(Schema schema, GenericRecord record) throws IOException {
    int id = register(schema);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private int register(Schema schema) {
    return SchemaRegistryClients.of(new SerdeConfig(registryUrl, true, Optional.empty()))
        .register("by-hand-value", schema);
  }

  private static DeletionRequest request() {
    return DeletionRequest.newBuilder()
        .setRequestId("r1")
        .setSubjectId("alice")
        .setRequestedAt(Instant.ofEpochMilli(1000))
        .setDeadline(Instant.ofEpochMilli(2000))
        .build();
  }

  private static ModelChampion champion() {
    String digest = HexFormat.of().formatHex("x".repeat(32).getBytes(StandardCharsets.UTF_8));
    return ModelChampion.newBuilder()
        .setModel("m")
        .setVersion(1)
        .setDigest(digest)
        .setUri("artifact:tree/" + digest)
        .setChampionEpoch(1)
        .setForgottenDigest(digest)
        .setDatasetDigest(digest)
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
