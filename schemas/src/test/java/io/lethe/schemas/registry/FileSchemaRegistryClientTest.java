// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSchemaRegistryClientTest extends SchemaRegistryClientContract {

  @TempDir Path directory;

  @Override
  SchemaRegistryClient client() {
    return new FileSchemaRegistryClient(directory.resolve("registry"));
  }

  @Test
  void shouldLoseNoRegistrationOfTwoProcesses() throws Exception {
    // Given
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RegisterInAnotherProcess.class.getName(),
                directory.resolve("registry").toString(),
                "Theirs")
            .redirectErrorStream(true)
            .redirectOutput(new File(directory.toFile(), "output"))
            .start();

    // When
    RegisterInAnotherProcess.registerAll(directory.resolve("registry"), "Ours");
    boolean ended = other.waitFor(60, TimeUnit.SECONDS);

    // Then
    assertThat(ended).isTrue();
    assertThat(other.exitValue()).as(Files.readString(directory.resolve("output"))).isZero();
    Set<Integer> ids = new HashSet<>();
    for (String name : new String[] {"Ours", "Theirs"}) {
      for (int i = 0; i < RegisterInAnotherProcess.SCHEMAS; i++) {
        ids.add(
            client()
                .idOf(name + i + "-value", SchemaBuilder.record(name + i).fields().endRecord())
                .orElseThrow());
      }
    }
    assertThat(ids).hasSize(2 * RegisterInAnotherProcess.SCHEMAS);
  }

  @Test
  void shouldNameADamagedFileAndTheWayOut() throws Exception {
    client().register("t-value", FIRST);
    Path file = directory.resolve("registry").resolve("schemas.json");
    Files.writeString(file, "{\"schemas\": [");

    assertThatThrownBy(() -> client().register("t-value", SECOND))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("restore it from a backup");
  }

  @Test
  void shouldLeaveNoTemporaryFiles() throws Exception {
    client().register("t-value", FIRST);

    try (var files = Files.list(directory.resolve("registry"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("schemas.json", "schemas.json.lock");
    }
  }
}
