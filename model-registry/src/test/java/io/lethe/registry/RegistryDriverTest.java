// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry on the test driver, and after each test: live state = state folded from the log. */
abstract class RegistryDriverTest {
  @TempDir Path stateDirectory;
  final Samples samples = new Samples();
  RegistryDriver registry;

  @BeforeEach
  void open() {
    registry = new RegistryDriver(samples.trustedKeys(), stateDirectory);
  }

  @AfterEach
  void stateFollowsFromEventsAlone() {
    try {
      assertThat(registry.liveRows(Samples.MODEL)).isEqualTo(registry.replayedRows(Samples.MODEL));
    } finally {
      registry.close();
    }
  }

  static List<ModelEventType> types(List<ModelEvent> events) {
    return events.stream().map(ModelEvent::getType).toList();
  }

  static ModelEvent only(List<ModelEvent> events, ModelEventType type) {
    assertThat(types(events)).containsExactly(type);
    return events.get(0);
  }
}
