// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.logging.Logback;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceMainTest {
  private final List<Integer> ports = new ArrayList<>();

  @AfterEach
  void restoreTheTestsOwnLog() {
    Logback.configure("logback-test.xml", Map.of());
  }

  /** A configuration that needs nothing. */
  @ConfigMapping(prefix = "lethe.ill")
  public interface IllConfig {
    /** Some key. */
    @WithDefault("8080")
    int port();
  }

  @Test
  void shouldTellTheUsageOfMoreThanOneArgumentAndStartNothing() {
    PrintStream before = System.err;
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    System.setErr(new PrintStream(words, true, StandardCharsets.UTF_8));
    try {
      assertThat(ill().run(Map.of(), "a.yaml", "b.yaml")).isEqualTo(ExitCode.USAGE);
    } finally {
      System.setErr(before);
    }
    assertThat(words.toString(StandardCharsets.UTF_8)).isEqualTo("usage: ill [CONFIG.yaml]\n");
    assertThat(ports).isEmpty();
  }

  @Test
  void shouldRunOnDefaultsWithoutAnArgumentAndEndWhenTheServiceIsNoLongerHealthy() {
    assertThat(ill().run(Map.of())).isEqualTo(ExitCode.FAILED);
    assertThat(ports).containsExactly(8080);
  }

  @Test
  void shouldTakeItsConfigurationFromTheOneArgument(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ill.yaml"), "lethe:\n  ill:\n    port: 1\n");

    assertThat(ill().run(Map.of(), file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(ports).containsExactly(1);
  }

  @Test
  void shouldSayThatTheConfigurationIsWrong(@TempDir Path folder) {
    assertThat(ill().run(Map.of(), folder.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.CONFIGURATION);
    assertThat(ports).isEmpty();
  }

  @Test
  void shouldSayThatThereIsNoSuchLogAndStartNothing() {
    assertThat(ill().run(Map.of("LETHE_LOG_LEVEL", "loud"))).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(ports).isEmpty();
  }

  private ServiceMain<IllConfig> ill() {
    return new ServiceMain<>(
        "ill",
        IllConfig.class,
        config -> {
          ports.add(config.port());
          return new IllService();
        });
  }

  /** Starts, and is ill from the first moment. */
  private static final class IllService implements LetheService {
    @Override
    public String name() {
      return "ill";
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
