// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.text.SubjectRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

  private static final String KNOWN_KEY =
      """
      -----BEGIN LETHE SUBJECT KEY nfc-case-kept-----
      AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
      -----END LETHE SUBJECT KEY nfc-case-kept-----
      """;

  @TempDir Path directory;

  @Test
  void shouldComputeTheHmacThatOthersComputeToo() throws Exception {
    SubjectKeys keys = SubjectKeys.load(secretFile("subjects.key", KNOWN_KEY));

    assertThat(keys.keyOf("subject-42"))
        .isEqualTo("bdb7799fb7acb763b14fdf0ee52367e9f56ce130ce1bb9ed20c69b93e62eefba");
    assertThat(keys.keyId()).isEqualTo("18230184010e1c24");
  }

  @Test
  void shouldBeAnotherKeyUnderAnotherRule() throws Exception {
    SubjectKeys kept = SubjectKeys.load(secretFile("kept.key", KNOWN_KEY));
    SubjectKeys folded =
        SubjectKeys.load(secretFile("folded.key", KNOWN_KEY.replace("kept", "folded")));

    assertThat(kept.rule()).isEqualTo(SubjectRule.CASE_KEPT);
    assertThat(folded.rule()).isEqualTo(SubjectRule.CASE_FOLDED);
    assertThat(folded.keyId()).isNotEqualTo(kept.keyId());
    assertThat(folded.keyOf("Jose\u0301")).isEqualTo(folded.keyOf("JOS\u00c9"));
    assertThat(kept.keyOf("Jose\u0301"))
        .isEqualTo(kept.keyOf("Jos\u00e9"))
        .isNotEqualTo(kept.keyOf("jos\u00e9"));
  }

  @Test
  void shouldKeepItsRuleOverRestartsAndRefuseAnother() {
    Path file = directory.resolve("k");
    Optional<SubjectRule> folded = Optional.of(SubjectRule.CASE_FOLDED);
    SubjectKeys created = SubjectKeys.loadOrCreate(file, folded);

    assertThat(created.rule()).isEqualTo(SubjectRule.CASE_FOLDED);
    assertThat(SubjectKeys.loadOrCreate(file, folded).keyId()).isEqualTo(created.keyId());
    assertThat(SubjectKeys.loadOrCreate(file).keyId()).isEqualTo(created.keyId());
    assertThatThrownBy(() -> SubjectKeys.loadOrCreate(file, Optional.of(SubjectRule.CASE_KEPT)))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(
            file + " compares subject ids by nfc-case-folded, not by nfc-case-kept")
        .hasMessageContaining("a key keeps its rule");
  }

  @Test
  void shouldRefuseAKeyWithoutARule() throws Exception {
    Path plain = directory.resolve("plain");
    HmacKey.create(plain);
    Path unknown = secretFile("unknown", KNOWN_KEY.replace("kept", "guessed"));

    for (Path file : List.of(plain, unknown)) {
      assertThatThrownBy(() -> SubjectKeys.load(file))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining(file + " holds no subject key")
          .hasMessageContaining("'LETHE SUBJECT KEY nfc-case-kept'");
    }
  }

  @Test
  void shouldMakeNoKeyOfWhatCanBeNobodysId() {
    SubjectKeys keys = SubjectKeys.loadOrCreate(directory.resolve("k"));

    assertThatThrownBy(() -> keys.keyOf(" ")).hasMessageContaining("must not be blank");
    assertThatThrownBy(() -> keys.keyOf("anna "))
        .hasMessageContaining("must have no blanks around it")
        .hasMessageNotContaining("anna");
  }

  @Test
  void shouldKeepItsKeyOverRestarts() {
    Path file = directory.resolve("sub/k");
    SubjectKeys created = SubjectKeys.create(file, SubjectRule.CASE_KEPT);

    assertThat(SubjectKeys.load(file).keyOf("x")).isEqualTo(created.keyOf("x"));
    assertThat(SubjectKeys.loadOrCreate(file).keyId()).isEqualTo(created.keyId());
    assertThat(SubjectKeys.loadOrCreate(directory.resolve("other")).keyOf("x"))
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
