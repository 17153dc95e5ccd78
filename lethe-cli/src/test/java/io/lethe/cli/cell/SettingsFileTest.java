// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  private static final Map<String, String> SETTINGS = Map.of("epochs", "2", "device", "cpu");
  @TempDir private Path directory;
  private Path out;

  @BeforeEach
  void chooseAFolder() {
    out = directory.resolve("out");
  }

  @Test
  void shouldLetTheSameSettingsInAgain() {
    SettingsFile.claim(out, SETTINGS);

    assertThat(out.resolve(SettingsFile.NAME)).exists();
    assertThatCode(() -> SettingsFile.claim(out, SETTINGS)).doesNotThrowAnyException();
  }

  @Test
  void shouldSayWhatDiffersAndNothingElse() {
    SettingsFile.claim(out, SETTINGS);

    assertThatThrownBy(
            () -> SettingsFile.claim(out, Map.of("epochs", "4", "device", "cpu", "threads", "1")))
        .hasMessageContaining("epochs is 2 there and 4 now")
        .hasMessageContaining("threads is not set there and 1 now")
        .hasMessageContaining(out.toString())
        .message()
        .doesNotContain("device is");
  }

  @Test
  void shouldRefuseAFolderOfSomethingElse() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> SettingsFile.claim(out, SETTINGS))
        .hasMessageContaining("holds other things");
    assertThat(out.resolve(SettingsFile.NAME)).doesNotExist();
  }

  @Test
  void shouldLetOneRunInAtATimeAndTheNextOneAfterIt() {
    String done =
        SettingsFile.whileClaimed(
            out,
            SETTINGS,
            () -> {
              assertThatThrownBy(() -> SettingsFile.whileClaimed(out, SETTINGS, () -> "too early"))
                  .hasMessage(
                      "another run is at work in "
                          + out
                          + "; wait for its end, or name another folder");
              return "first";
            });

    assertThat(done).isEqualTo("first");
    assertThat(SettingsFile.whileClaimed(out, SETTINGS, () -> "next")).isEqualTo("next");
  }

  @Test
  void shouldLetTheFolderGoWhereTheWorkFails() {
    assertThatThrownBy(
            () ->
                SettingsFile.whileClaimed(
                    out,
                    SETTINGS,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(SettingsFile.whileClaimed(out, SETTINGS, () -> "next")).isEqualTo("next");
  }

  @Test
  void shouldRefuseAFile() throws IOException {
    Files.writeString(out, "a file");

    assertThatThrownBy(() -> SettingsFile.claim(out, SETTINGS)).hasMessageContaining("is a file");
  }
}
