// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void shouldHashTextPartsAndFilesAlike(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("abc"), "abc");

    assertThat(Digests.sha256Hex(bytes("abc"))).isEqualTo(ABC);
    assertThat(Digests.sha256Hex(bytes("a"), bytes("bc"))).isEqualTo(ABC);
    assertThat(Digests.sha256Hex(file)).isEqualTo(ABC);
  }

  @Test
  void shouldKnowADigestFromOtherText() {
    assertThat(Digests.isSha256Hex(ABC)).isTrue();
    assertThat(Digests.isSha256Hex(ABC.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(Digests.isSha256Hex(ABC + "\n")).isFalse();
    assertThat(Digests.isSha256Hex(null)).isFalse();
    assertThatThrownBy(() -> Digests.requireSha256Hex("../x", "digest"))
        .hasMessage("digest must be 64 lower-case hexadecimal digits, not '../x'");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
