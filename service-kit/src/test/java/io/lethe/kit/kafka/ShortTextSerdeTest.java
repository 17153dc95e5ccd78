// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topics;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class ShortTextSerdeTest {
  private static final String TOPIC = Topics.DATASET_SUBJECTS.name();

  private final Serde<SubjectSamples> serde =
      new ShortTextSerde<>(
          Topics.DATASET_SUBJECTS.valueSerde(Map.of("schema.registry.url", "mock://short-texts")));

  @Test
  void shouldReadWhatItWroteAndTakeNoValueForNone() {
    SubjectSamples row = row().setTenants(Collections.nCopies(256, "t".repeat(60))).build();

    assertThat(read(row)).isEqualTo(row);
    assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
  }

  @Test
  void shouldReadNothingThatIsTooLongAndTellTheRuleShortly() {
    SubjectSamples row =
        row()
            .setSubjectKey("s".repeat(600_000))
            .setExtensions(
                IntStream.range(0, 200)
                    .boxed()
                    .collect(Collectors.toMap(i -> "k" + i, i -> "x".repeat(501))))
            .build();

    assertThatThrownBy(() -> read(row))
        .isInstanceOfSatisfying(
            UndecodableRecordException.class,
            thrown ->
                assertThat(thrown.rule())
                    .startsWith(
                        "its texts are too long: subjectKey has 600,000 characters; it may have at"
                            + " most 64 characters; extensions has 501 characters")
                    .hasSize(2_000));
  }

  private SubjectSamples read(SubjectSamples row) {
    return serde.deserializer().deserialize(TOPIC, serde.serializer().serialize(TOPIC, row));
  }

  private static SubjectSamples.Builder row() {
    return SubjectSamples.newBuilder()
        .setKind(SubjectSamplesKind.SAMPLES)
        .setDatasetDigest("d".repeat(64))
        .setSubjectKeyId("k");
  }
}
