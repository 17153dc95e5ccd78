package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.LetheService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestMainTest {
  @TempDir Path directory;

  @Test
  void shouldRefuseMoreThanOneArgument() {
    assertThat(main().run("a.yaml", "b.yaml")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldSayThatTheConfigurationIsWrong() {
    assertThat(main().run(directory.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void shouldEndWithFailureWhenTheServiceIsNoLongerHealthy() throws IOException {
    Path file = directory.resolve("ingest.yaml");
    Files.writeString(
        file,
        """
        lethe:
          ingest:
            kafka:
              bootstrap-servers: localhost:9092
              schema-registry-url: mock://main
            state-directory: state
            artifacts:
              location: artifacts
            subject-key-file: subjects.key
        """);

    assertThat(main().run(file.toString())).isEqualTo(ExitCode.FAILED);
  }

  private static IngestMain main() {
    return new IngestMain(config -> new Unhealthy());
  }

  /** Starts, and is ill from the first moment. */
  private static final class Unhealthy implements LetheService {
    @Override
    public String name() {
      return "deletion-ingest";
    }

    @Override
    public void start() {}

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public boolean isHealthy() {
      return false;
    }

    @Override
    public void close() {}
  }
}
