// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.IndexEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RegisteredBundleTest {

  @TempDir Path directory;
  private Path registered;
  private String digest;

  @BeforeEach
  void register() {
    registered = directory.resolve("registered");
    try (DatasetBundle bundle = raw();
        RegisteredBundle written = RegisteredBundle.write(bundle, BundleFixture::key, registered)) {
      digest = written.digest();
    }
  }

  private DatasetBundle raw() {
    return DatasetBundle.open(BundleFixture.sound().writeFolder(directory.resolve("raw")));
  }

  @Test
  void shouldKeepOrdinalsLabelsSplitsAndImages() throws IOException {
    try (DatasetBundle bundle = raw();
        RegisteredBundle opened = RegisteredBundle.open(registered, digest)) {
      assertThat(opened.index()).hasSameSizeAs(bundle.index());
      for (IndexEntry raw : bundle.index()) {
        IndexEntry entry = opened.index().get(raw.ordinal());
        assertThat(entry).usingRecursiveComparison().ignoringFields("subjectKey").isEqualTo(raw);
        assertThat(opened.image(raw.ordinal())).isEqualTo(bundle.image(raw.ordinal()));
      }
      assertThat(opened.index().get(0).subjectKey())
          .isEqualTo(BundleFixture.key("alice@example.org"));
      assertThat(opened.index().get(4).subjectKey()).isEmpty();
    }
  }

  @Test
  void shouldGroupTrainOrdinalsBySubjectKey() {
    try (RegisteredBundle opened = RegisteredBundle.open(registered)) {
      assertThat(opened.ordinalsBySubjectKey())
          .containsOnlyKeys(
              BundleFixture.key("alice@example.org"), BundleFixture.key("bob@example.org"))
          .containsEntry(BundleFixture.key("bob@example.org"), new int[] {1, 3});
    }
  }

  @Test
  void shouldFindIdenticalPicturesAgainFromItsIndexAlone() {
    BundleFixture fixture = BundleFixture.sound();
    byte[] picture = fixture.files.get(fixture.path(2));
    Path copies =
        fixture.image(5, picture).image(6, picture).writeFolder(directory.resolve("copies"));
    Path folder = directory.resolve("registered-copies");
    try (DatasetBundle bundle = DatasetBundle.open(copies)) {
      RegisteredBundle.write(bundle, BundleFixture::key, folder).close();
    }

    try (RegisteredBundle opened = RegisteredBundle.open(folder)) {
      assertThat(opened.identicalPictures().trainTwins(0, 2)).containsExactly(3);
      assertThat(opened.identicalPictures().testRowsInTrain()).containsExactly(4);
    }
  }

  @Test
  void shouldBeNamedByTheSha256OfItsIndex() throws IOException {
    byte[] index = Files.readAllBytes(registered.resolve(RegisteredBundle.INDEX));
    assertThat(digest).isEqualTo(Digests.sha256Hex(index));
  }

  @Test
  void shouldHoldNoSubjectIdSampleIdOrPath() throws IOException {
    try (Stream<Path> files = Files.list(registered)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(RegisteredBundle.INDEX, RegisteredBundle.IMAGES);
    }
    for (String file : new String[] {RegisteredBundle.INDEX, RegisteredBundle.IMAGES}) {
      String bytes = Files.readString(registered.resolve(file), StandardCharsets.ISO_8859_1);
      assertThat(bytes)
          .doesNotContain("alice", "bob", "carol", "example.org", "sample-", "pictures");
    }
  }

  @Test
  void shouldRefuseAnotherDigest() {
    assertThatThrownBy(() -> RegisteredBundle.open(registered, "0".repeat(64)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has digest " + digest + " where " + "0".repeat(64));
  }

  @Test
  void shouldRefuseAnImageThatIsNotTheRegisteredOne() throws IOException {
    Path images = registered.resolve(RegisteredBundle.IMAGES);
    byte[] bytes = Files.readAllBytes(images);
    bytes[20] ^= 1;
    Files.write(images, bytes);
    try (RegisteredBundle opened = RegisteredBundle.open(registered, digest)) {
      assertThatThrownBy(() -> opened.image(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not the image whose SHA-256 is in index.csv");
      Dataset.DecodeOptions options = Dataset.DecodeOptions.defaults(directory);
      assertThatThrownBy(() -> Dataset.load(opened, options, (phase, done, total) -> {}))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("the image of ordinal 0 is not the image whose SHA-256");
    }
  }

  @Test
  void shouldRefuseAnImagesFileOfAnotherSize() throws IOException {
    Path images = registered.resolve(RegisteredBundle.IMAGES);
    byte[] bytes = Files.readAllBytes(images);
    Files.write(images, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> RegisteredBundle.open(registered))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(
            "images.bin has %d bytes where index.csv promises %d"
                .formatted(bytes.length - 1, bytes.length));
  }

  @Test
  void shouldRefuseADirectoryWithoutIndex() throws IOException {
    Files.delete(registered.resolve(RegisteredBundle.INDEX));
    assertThatThrownBy(() -> RegisteredBundle.open(registered))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("it must hold index.csv and images.bin");
  }

  @Test
  void shouldNotOverwriteARegisteredBundle() {
    try (DatasetBundle bundle = raw()) {
      assertThatThrownBy(() -> RegisteredBundle.write(bundle, BundleFixture::key, registered))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("already holds a registered bundle: name another directory");
    }
  }

  static Stream<Arguments> badKeys() {
    return Stream.of(
        Arguments.of(UnaryOperator.<String>identity(), "is not 64 lower-case hex digits"),
        Arguments.of((UnaryOperator<String>) id -> null, "is not 64 lower-case hex digits"),
        Arguments.of((UnaryOperator<String>) id -> "a".repeat(64), "have the same subject key"));
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void shouldRefuseKeysThatHideNobodyOrMergePeople(UnaryOperator<String> key, String message) {
    Path target = directory.resolve("target");
    try (DatasetBundle bundle = raw()) {
      assertThatThrownBy(() -> RegisteredBundle.write(bundle, key, target))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("example.org");
    }
    assertThat(target).doesNotExist();
  }

  static Stream<Arguments> badIndexes() {
    return Stream.of(
        Arguments.of("bytes,subject_key", "bytes", "row 1: column 'subject_key' is missing"),
        Arguments.of("\n1,train,", "\n7,train,", "row 3: ordinal '7' must be 1"),
        Arguments.of("\n1,train,", "\n1,learn,", "row 3: split 'learn' must be train, test"),
        Arguments.of("\n1,train,1,", "\n1,train,x,", "row 3: label 'x' is not a whole number"),
        Arguments.of(",test,", ",validation,", "index.csv has no test sample"),
        Arguments.of(
            "\n4,test,", "\n4,validation,", "index.csv: class 'dog' (label 1) has 2 train"),
        Arguments.of(
            BundleFixture.key("bob@example.org"),
            "bob@example.org",
            "row 3: subject_key must be 64 lower-case hex digits"),
        Arguments.of(BundleFixture.key("bob@example.org"), "", "row 3: subject_key must be 64"),
        Arguments.of(BundleFixture.key("carol@example.org"), "carol", "row 7: subject_key must be"),
        Arguments.of("\n4,test,1,dog,", "\n4,test,1,wolf,", "row 6: label 1 is class 'wolf' here"),
        Arguments.of("\n0,train,0,cat,", "\n0,train,0,cat,F", "row 2: image_sha256 'F"));
  }

  @ParameterizedTest
  @MethodSource("badIndexes")
  void shouldNameTheRowAndRuleOfABadIndex(String old, String wrong, String message)
      throws IOException {
    Path file = registered.resolve(RegisteredBundle.INDEX);
    String index = Files.readString(file);
    assertThat(index).contains(old);
    Files.writeString(file, index.replace(old, wrong));
    assertThatThrownBy(() -> RegisteredBundle.open(registered))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("example.org");
  }

  @Test
  void shouldKeepClassNamesWithCommasAndQuotes() {
    BundleFixture fixture = BundleFixture.sound();
    fixture.lines.replaceAll(line -> line.replace(",cat,", ",\"cat, \"\"big\"\"\","));
    Path target = directory.resolve("target");
    try (DatasetBundle bundle =
            DatasetBundle.open(fixture.writeZip(directory.resolve("named.zip")));
        RegisteredBundle opened = RegisteredBundle.write(bundle, BundleFixture::key, target)) {
      assertThat(opened.index().get(0).className()).isEqualTo("cat, \"big\"");
    }
  }
}
