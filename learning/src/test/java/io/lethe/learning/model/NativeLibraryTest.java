// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir Path cache;

  @Test
  void shouldUnpackOnceIntoAFolderOfItsOwn() throws Exception {
    Path first = NativeLibrary.unpack(cache, "/native-library/");
    assertThat(Files.readString(first.resolve("libjnitensorflow.so"))).isEqualTo("jni\n");
    assertThat(first.getFileName().toString()).startsWith("tensorflow-2.16.1-");
    Files.writeString(first.resolve("mark"), "kept");
    assertThat(NativeLibrary.unpack(cache, "/native-library/")).isEqualTo(first);
    assertThat(first.resolve("mark")).exists();
    try (var files = Files.list(cache)) {
      assertThat(files).containsExactly(first);
    }
  }

  @Test
  void shouldSayWhatIsMissingOnTheClassPath() {
    assertThatThrownBy(() -> NativeLibrary.unpack(cache, "/nowhere/"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tensorflow-core-native")
        .hasMessageContaining("gpu");
    assertThat(cache).isEmptyDirectory();
  }
}
