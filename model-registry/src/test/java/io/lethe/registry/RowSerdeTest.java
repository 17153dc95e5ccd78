// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.kafka.RowSerde;
import io.lethe.kit.service.ExitCode;
import io.lethe.registry.model.CommandRow;
import io.lethe.registry.model.Row;
import io.lethe.registry.model.VersionRow;
import io.lethe.schemas.TrainedWithout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

final class RowSerdeTest {
  private final RowSerde<Row> serde = new RowSerde<>(Row.class);

  @Test
  void shouldKeepEveryFieldAlsoValuesThatAreNoNumbers() {
    VersionRow row =
        new VersionRow(
            2,
            VersionRow.Origin.PROMOTED,
            Samples.digest("bytes"),
            "artifact:tree/x",
            Samples.NOTHING_FORGOTTEN,
            "artifact:blob/y",
            1,
            2,
            Samples.POLICY_DIGEST,
            "{}",
            Map.of("js", Double.NaN, "mia", Double.NEGATIVE_INFINITY, "test_accuracy", 0.1),
            Samples.NOW.toEpochMilli(),
            Samples.digest("job"),
            3,
            Samples.digest("set"),
            null,
            TrainedWithout.CLAIMED);

    assertThat(roundTrip(row)).isEqualTo(row);
  }

  @Test
  void shouldReadARowOfALaterVersion() {
    byte[] later =
        "{\"row\":\"command\",\"commandId\":\"c1\",\"contentDigest\":\"%s\",\"colour\":\"blue\"}"
            .formatted(Samples.digest("content"))
            .getBytes(StandardCharsets.UTF_8);

    assertThat(serde.deserializer().deserialize("rows", later))
        .isEqualTo(new CommandRow("c1", Samples.digest("content")));
  }

  @Test
  void shouldSayHowToRebuildARowThatCannotBeRead() {
    byte[] damaged = "{\"row\":\"command\"}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> serde.deserializer().deserialize("rows", damaged))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("A Row row cannot be read from rows")
        .hasMessageContaining("delete this service's state directory")
        .satisfies(damage -> assertThat(ExitCode.of(damage)).isEqualTo(ExitCode.LOST_RECORD));
  }

  private Row roundTrip(Row row) {
    return serde.deserializer().deserialize("rows", serde.serializer().serialize("rows", row));
  }
}
