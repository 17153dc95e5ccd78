// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.registry.model.Decisions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExpectedTopologyTest {

  @Test
  void shouldChangeOnlyOnPurpose() throws IOException {
    String actual =
        new RegistryTopology(
                Map.of("schema.registry.url", "mock://expected-topology"),
                new Decisions(new Samples().trustedKeys()),
                new RegistryMetrics(new SimpleMeterRegistry()))
            .build()
            .describe()
            .toString();

    assertThat(actual.strip())
        .as("a changed topology needs a migration plan; then update expected_topology.txt")
        .isEqualTo(expected().strip());
  }

  private static String expected() throws IOException {
    try (InputStream golden =
        ExpectedTopologyTest.class.getResourceAsStream("/expected_topology.txt")) {
      return new String(
          requireNonNull(golden, "expected_topology.txt").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
