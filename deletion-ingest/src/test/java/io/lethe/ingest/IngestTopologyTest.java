// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.callback.CallingBack;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.schemas.topic.Tenants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTopologyTest {
  /**
   * Renaming a node, store or internal topic loses state on an upgrade, so it must be meant: then
   * replace expected_topology.txt by what this test prints.
   */
  @Test
  void shouldBeTheTopologyThatIsExpected(@TempDir Path directory) throws IOException {
    String described =
        new IngestTopology(
                Map.of("schema.registry.url", "mock://golden"),
                SubjectKeys.loadOrCreate(directory.resolve("key")),
                IngestTimes.defaults(),
                new CountingMetrics(),
                Tenants.DEFAULT,
                new CallingBack((tenant, requestId, now) -> Optional.empty(), new Receivers()))
            .build()
            .describe()
            .toString();

    try (InputStream golden = getClass().getResourceAsStream("/expected_topology.txt")) {
      assertThat(golden).as("expected_topology.txt; found now:%n%s", described).isNotNull();
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(described.strip()).isEqualTo(expected.strip());
    }
    assertThat(described).doesNotContain("KSTREAM-").doesNotContain("STATE-STORE-");
  }
}
