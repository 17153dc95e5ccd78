// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  /** A configuration such as rooms have. */
  @ConfigMapping(prefix = "lethe.room")
  public interface RoomConfig {
    String bootstrapServers();

    @WithDefault("4")
    int threads();

    @WithDefault("PT5S")
    Duration patience();

    Optional<Path> keyFile();

    Map<String, String> kafka();

    Http http();

    /** A part. */
    interface Http {
      @WithDefault("8080")
      int port();
    }
  }

  @TempDir Path directory;

  @Test
  void shouldTakeDefaults() {
    RoomConfig config = load(Optional.empty(), Map.of("lethe.room.bootstrap-servers", "k:1"));

    assertThat(config.bootstrapServers()).isEqualTo("k:1");
    assertThat(config.threads()).isEqualTo(4);
    assertThat(config.patience()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.keyFile()).isEmpty();
    assertThat(config.kafka()).isEmpty();
    assertThat(config.http().port()).isEqualTo(8080);
  }

  @Test
  void shouldReadEveryKeyOfAFile() throws Exception {
    Path yaml =
        yaml(
            """
            lethe:
              room:
                bootstrap-servers: k:1
                threads: 8
                patience: PT1M
                key-file: /keys/a
                kafka:
                  security.protocol: SSL
                http:
                  port: 1234
              other-room:
                anything: goes
            """);

    RoomConfig config = load(Optional.of(yaml), Map.of());

    assertThat(config.threads()).isEqualTo(8);
    assertThat(config.patience()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.keyFile()).contains(Path.of("/keys/a"));
    assertThat(config.kafka()).containsOnly(Map.entry("security.protocol", "SSL"));
    assertThat(config.http().port()).isEqualTo(1234);
  }

  static List<String> spellings() {
    return List.of(
        """
        lethe:
          room:
            bootstrap-servers: k:1
            http:
              port: 1234
            kafka:
              security.protocol: SSL
        """,
        """
        lethe.room:
          bootstrap-servers: k:1
          http.port: 1234
          kafka.security.protocol: SSL
        """,
        """
        lethe.room.bootstrap-servers: k:1
        lethe.room.http.port: 1234
        lethe.room.kafka.security.protocol: SSL
        """,
        """
        lethe.room.http.port: 1234
        lethe.room:
          bootstrap-servers: k:1
        lethe:
          room.kafka:
            security:
              protocol: SSL
          other.room: {anything.goes: 1}
        """);
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void shouldTakeADotInAKeyForALevel(String text) throws Exception {
    RoomConfig config = load(Optional.of(yaml(text)), Map.of());

    assertThat(config.bootstrapServers()).isEqualTo("k:1");
    assertThat(config.http().port()).isEqualTo(1234);
    assertThat(config.kafka()).containsOnly(Map.entry("security.protocol", "SSL"));
  }

  @Test
  void shouldRefuseAKeyThatIsNestedAndDotted() throws Exception {
    Path yaml =
        yaml(
            """
            lethe.room.threads: 8
            lethe.room:
              bootstrap-servers: k:1
            lethe:
              room:
                threads: 8
                bootstrap-servers: k:2
            """);

    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> load(Optional.of(yaml), Map.of()));

    assertThat(thrown.problems())
        .containsExactly(
            "lethe.room.bootstrap-servers is set twice in "
                + yaml
                + ", nested and with dots: keep one",
            "lethe.room.threads is set twice in " + yaml + ", nested and with dots: keep one");
  }

  @Test
  void shouldRefuseAKeyThatIsRepeated() throws Exception {
    Path yaml =
        yaml(
            """
            lethe.room:
              threads: 1
              threads: 2
            """);

    assertThatThrownBy(() -> load(Optional.of(yaml), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(yaml + " sets a key twice, keep one: found duplicate key threads")
        .hasMessageContaining("line 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "leteh: {room: {threads: 1}}",
        "leteh.room: {threads: 1}",
        "leteh.room.threads: 1"
      })
  void shouldSayHowKeysBegin(String text) throws Exception {
    Path yaml = yaml("lethe.room.bootstrap-servers: k:1\n" + text);

    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> load(Optional.of(yaml), Map.of()));

    assertThat(thrown.problems())
        .containsExactly("leteh.room.threads in " + yaml + " is unknown: keys begin with lethe");
  }

  @Test
  void shouldPreferOverridesToEnvironmentToFileToDefaults() throws Exception {
    Path yaml =
        yaml(
            """
            lethe:
              room:
                bootstrap-servers: file
                threads: 1
                http:
                  port: 1
            """);

    RoomConfig config =
        Configuration.load(
            RoomConfig.class,
            Optional.of(yaml),
            Map.of("lethe.room.threads", "3"),
            Map.of(
                "LETHE_ROOM_THREADS",
                "2",
                "LETHE_ROOM_HTTP_PORT",
                "2",
                "LETHE_ROOM_KEY_FILE",
                "/k",
                "LETHE_ROOM_KAFKA_LINGER_MS",
                "7"));

    assertThat(config.threads()).isEqualTo(3);
    assertThat(config.http().port()).isEqualTo(2);
    assertThat(config.keyFile()).contains(Path.of("/k"));
    assertThat(config.kafka()).containsOnly(Map.entry("linger.ms", "7"));
    assertThat(config.bootstrapServers()).isEqualTo("file");
  }

  @Test
  void shouldTellAllProblemsAtOnce() throws Exception {
    Path yaml =
        yaml(
            """
            lethe:
              room:
                thread: 1
                threads: many
                http:
                  prt: 1
            leteh:
              room: 1
            """);

    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> load(Optional.of(yaml), Map.of()));

    assertThat(thrown.problems())
        .anySatisfy(p -> assertThat(p).contains("lethe.room.thread "))
        .anySatisfy(p -> assertThat(p).contains("lethe.room.threads", "many"))
        .anySatisfy(p -> assertThat(p).contains("lethe.room.http.prt"))
        .anySatisfy(p -> assertThat(p).contains("lethe.room.bootstrap-servers"))
        .anySatisfy(p -> assertThat(p).contains("leteh.room", "keys begin with lethe"));
  }

  @Test
  void shouldRefuseUnknownOverridesAndVariables() {
    Map<String, String> known = Map.of("lethe.room.bootstrap-servers", "k:1");

    assertThatThrownBy(
            () ->
                load(
                    Optional.empty(),
                    Map.of("lethe.room.bootstrap-servers", "k:1", "lethe.room.nope", "1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.room.nope");
    assertThatThrownBy(
            () ->
                Configuration.load(
                    RoomConfig.class, Optional.empty(), known, Map.of("LETHE_ROOM_NOPE", "1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LETHE_ROOM_NOPE is unknown");
  }

  @Test
  void shouldLeaveTheRestOfTheEnvironmentAlone() {
    RoomConfig config =
        Configuration.load(
            RoomConfig.class,
            Optional.empty(),
            Map.of("lethe.room.bootstrap-servers", "k:1"),
            Map.of("PATH", "/bin", "LETHE_OTHER", "1"));

    assertThat(config.threads()).isEqualTo(4);
  }

  @Test
  void shouldNameAFileThatCannotBeRead() throws Exception {
    assertThatThrownBy(() -> load(Optional.of(directory.resolve("absent.yaml")), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("absent.yaml cannot be read");
    assertThatThrownBy(() -> load(Optional.of(directory), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read: it is a folder; name a YAML file");
    Path broken = yaml("lethe: [");
    assertThatThrownBy(() -> load(Optional.of(broken), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is no YAML");
  }

  private static RoomConfig load(Optional<Path> yaml, Map<String, String> overrides) {
    return Configuration.load(RoomConfig.class, yaml, overrides, Map.of());
  }

  private Path yaml(String text) throws Exception {
    return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), text);
  }
}
