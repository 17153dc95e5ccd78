// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.service.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerMainTest {
  @TempDir private Path folder;

  @Test
  void shouldSayThatKafkaIsNotThere() throws IOException {
    Path file = folder.resolve("worker.yaml");
    Files.writeString(
        file,
        """
        lethe:
          worker:
            kafka:
              bootstrap-servers: 127.0.0.1:1
              schema-registry-url: mock://main
              settings:
                default.api.timeout.ms: 1000
                request.timeout.ms: 500
            artifacts:
              location: %s
            work-directory: %s
            http-port: 0
            topic-patience: PT1S
        """
            .formatted(folder.resolve("store"), folder.resolve("work")));

    assertThat(WorkerMain.PROCESS.run(Map.of(), file.toString())).isEqualTo(ExitCode.UNREACHABLE);
  }
}
