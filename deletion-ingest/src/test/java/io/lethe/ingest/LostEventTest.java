// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.ingest.accumulate.ModelState;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the intake does where model.events holds what is no event, or lacks one. */
class LostEventTest {
  @TempDir Path directory;

  @Test
  void shouldStopAtWhatIsNoEventAndNameIt() {
    try (Pipeline pipeline = new Pipeline(directory)) {
      assertThatThrownBy(() -> poison(pipeline))
          .hasRootCauseInstanceOf(LostRecordException.class)
          .rootCause()
          .hasMessageContaining("Record model.events/0/0 cannot be decoded")
          .hasMessageContaining("Add model.events/0/0 to kafka.pass-over");
    }
  }

  @Test
  void shouldGoOnBehindTheRecordThatAPersonNames() {
    try (Pipeline pipeline = new Pipeline(directory, Set.of("model.events/0/0"))) {
      poison(pipeline);
      pipeline.registerModel("faces");
      KeyValueStore<String, ModelState> models =
          pipeline.driver.getKeyValueStore(IngestTopology.MODELS);
      assertThat(models.get("faces").lastEvent()).isEqualTo(1);
      assertThatThrownBy(() -> poison(pipeline)).hasRootCauseInstanceOf(LostRecordException.class);
    }
  }

  @Test
  void shouldStopWhereAnEventIsMissing() {
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.registerModel("faces");
      pipeline.event("faces", ModelEventType.ALIAS_SET); // never sent

      assertThatThrownBy(() -> pipeline.send(pipeline.event("faces", ModelEventType.ALIAS_SET)))
          .hasRootCauseInstanceOf(LostRecordException.class)
          .rootCause()
          .hasMessage(
              "Event 3 of model faces follows 1 on model.events: those between are lost; restore"
                  + " the topic");
    }
  }

  private static void poison(Pipeline pipeline) {
    pipeline
        .driver
        .createInputTopic(
            Topics.MODEL_EVENTS.name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput("faces", new byte[] {42});
  }
}
