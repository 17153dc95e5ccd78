// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.text.InputTexts;
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
  void shouldCutWhatIsTooLongSoThatItIsFoundByNobody() {
    SubjectSamples row =
        row()
            .setSubjectKey("s".repeat(600_000))
            .setTenants(Collections.nCopies(300, "t".repeat(2_000)))
            .setOrdinals(IntStream.range(0, 1_000).boxed().toList())
            .setExtensions(
                IntStream.range(0, 400)
                    .boxed()
                    .collect(Collectors.toMap(i -> "k" + i, i -> "x".repeat(501))))
            .build();

    SubjectSamples cut = read(row);

    assertThat(InputTexts.problems(cut)).isEmpty();
    assertThat(cut.getSubjectKey()).endsWith("… (600,000 characters)");
    assertThat(cut.getTenants()).hasSize(256).allSatisfy(each -> assertThat(each).contains("…"));
    assertThat(cut.getExtensions()).hasSize(256);
    assertThat(cut.getOrdinals()).as("samples are numbers").hasSize(1_000);
    assertThat(cut.getDatasetDigest()).isEqualTo(row.getDatasetDigest());
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
