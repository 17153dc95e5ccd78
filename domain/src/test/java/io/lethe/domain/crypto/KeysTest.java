// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

  private static final String KNOWN_KEY =
      """
      -----BEGIN LETHE HMAC KEY-----
      AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
      -----END LETHE HMAC KEY-----
      """;

  @TempDir Path directory;

  @Test
  void shouldComputeTheHmacThatOthersComputeToo() throws Exception {
    SubjectKeys keys = SubjectKeys.load(secretFile("subjects.key", KNOWN_KEY));

    assertThat(keys.keyOf("subject-42"))
        .isEqualTo("bdb7799fb7acb763b14fdf0ee52367e9f56ce130ce1bb9ed20c69b93e62eefba");
    assertThat(keys.keyId()).isEqualTo("44c8c09822c83836");
  }

  @Test
  void shouldRefuseABlankSubject() {
    SubjectKeys keys = SubjectKeys.create(directory.resolve("k"));

    assertThatThrownBy(() -> keys.keyOf(" ")).hasMessageContaining("must not be blank");
  }

  @Test
  void shouldKeepItsKeyOverRestarts() {
    Path file = directory.resolve("sub/k");
    SubjectKeys created = SubjectKeys.create(file);

    assertThat(SubjectKeys.load(file).keyOf("x")).isEqualTo(created.keyOf("x"));
    assertThat(SubjectKeys.loadOrCreate(file).keyId()).isEqualTo(created.keyId());
    assertThat(SubjectKeys.create(directory.resolve("other")).keyOf("x"))
        .isNotEqualTo(created.keyOf("x"));
  }

  @Test
  void shouldNeverReplaceAKeyFile() {
    Path file = directory.resolve("k");
    HmacKey.create(file);

    assertThatThrownBy(() -> HmacKey.create(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("never replaced");
  }

  @Test
  void shouldGiveAllOfManyCreatorsOneKey() {
    Path file = directory.resolve("k");

    List<String> ids =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> HmacKey.loadOrCreate(file).keyId())
            .toList();

    assertThat(ids).containsOnly(HmacKey.load(file).keyId());
  }

  @Test
  void shouldWriteSecretsForTheirOwnerOnly() throws Exception {
    HmacKey.create(directory.resolve("k"));
    SigningKey.loadOrCreate(directory.resolve("s"));

    for (String name : List.of("k", "s")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
          .isEqualTo("rw-------");
    }
    try (var files = Files.list(directory)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("k", "s", "s.pub");
    }
  }

  @Test
  void shouldRefuseASecretThatOthersMayRead() throws Exception {
    Path file = directory.resolve("k");
    HmacKey.create(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> HmacKey.load(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("open to others (rw-r--r--)")
        .hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void shouldRefuseFilesThatHoldNoKeyWithoutQuotingThem() throws Exception {
    Path noPem = secretFile("a", "secretword");
    Path tooShort =
        secretFile("b", "-----BEGIN LETHE HMAC KEY-----\nAAEC\n-----END LETHE HMAC KEY-----\n");

    assertThatThrownBy(() -> HmacKey.load(noPem))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("holds no PEM block 'LETHE HMAC KEY'")
        .hasMessageNotContaining("secretword");
    assertThatThrownBy(() -> HmacKey.load(tooShort))
        .hasMessageContaining("must hold 32 bytes, not 3");
    assertThatThrownBy(() -> HmacKey.load(directory.resolve("absent")))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void shouldShowNoSecretAsText() {
    assertThat(HmacKey.create(directory.resolve("k")).toString())
        .matches("HmacKey\\[keyId=[0-9a-f]{16}]");
    assertThat(SigningKey.loadOrCreate(directory.resolve("s")).toString())
        .matches("SigningKey\\[keyId=[0-9a-f]{64}]");
  }

  private Path secretFile(String name, String text) throws Exception {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
