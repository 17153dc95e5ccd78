// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.IndexEntry;
import io.lethe.learning.dataset.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetFolderTest {

  private static final byte[] IMAGE =
      BundleFixture.png(BundleFixture.random(1, 5, 7, BufferedImage.TYPE_3BYTE_BGR));

  @TempDir Path directory;

  /** What the datasets library of Hugging Face wrote. */
  private static Path huggingFace() {
    try {
      return Path.of(ParquetFolderTest.class.getResource("hugging-face/data").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rows of {@code expected.csv}: file, label, class name, subject id, SHA-256 of the image. */
  private static List<String[]> expected() throws IOException {
    return Files.readAllLines(huggingFace().resolve("expected.csv")).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .toList();
  }

  @Test
  void shouldReadWhatHuggingFaceWrites() throws IOException {
    List<String[]> expected = expected();
    try (DatasetBundle bundle = DatasetBundle.open(huggingFace().resolve("data"))) {
      assertThat(bundle.size()).isEqualTo(expected.size());
      assertThat(bundle.classNames()).containsExactly("cat", "dog");
      for (IndexEntry entry : bundle.index()) {
        String[] row = expected.get(entry.ordinal());
        assertThat(entry.split()).isEqualTo(row[0].contains("train") ? Split.TRAIN : Split.TEST);
        assertThat(entry.label()).hasToString(row[1]);
        assertThat(entry.className()).isEqualTo(row[2]);
        assertThat(entry.imageSha256()).isEqualTo(row[4]);
        assertThat(Digests.sha256Hex(bundle.image(entry.ordinal()))).isEqualTo(row[4]);
      }
      assertThat(bundle.trainOrdinalsBySubject())
          .containsOnlyKeys("alice@example.org", "bob@example.org")
          .containsEntry("alice@example.org", new int[] {0, 2})
          .containsEntry("bob@example.org", new int[] {1, 3});
      assertThat(bundle.describe(3)).isEqualTo("train-00001-of-00002.parquet row 1: the image");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4", "pages-v2"})
  void shouldReadEveryPackingOfPyarrow(String packing) throws IOException {
    List<String[]> expected = expected();
    Map<Path, Split> files = new LinkedHashMap<>();
    files.put(Path.of("data/test-00000-of-00001.parquet"), Split.TEST);
    files.put(Path.of("codecs/" + packing + ".parquet"), Split.TRAIN);
    SourceOptions options = OptionsFixture.withSplitFiles(files);
    try (DatasetBundle bundle = DatasetBundle.open(huggingFace(), options)) {
      assertThat(bundle.size()).isEqualTo(5);
      for (int ordinal = 0; ordinal < 3; ordinal++) {
        assertThat(bundle.split(ordinal)).isEqualTo(Split.TRAIN);
        assertThat(bundle.index().get(ordinal).imageSha256()).isEqualTo(expected.get(ordinal)[4]);
      }
      assertThat(bundle.ordinalsOf(List.of("alice@example.org"))).containsExactly(0, 2);
    }
  }

  @Test
  void shouldNameAPackingThatIsNotRead() {
    SourceOptions options =
        OptionsFixture.withSplitFiles(Map.of(Path.of("codecs/brotli.parquet"), Split.TRAIN));
    assertThatThrownBy(() -> DatasetBundle.open(huggingFace(), options))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "codecs/brotli.parquet is packed with BROTLI: write it with snappy, zstd, gzip,"
                + " lz4_raw or none");
  }

  @Test
  void shouldTellSplitsByFileOrFolderNameAndNumberThemInOrder() throws IOException {
    Path folder = directory.resolve("default");
    ParquetFixture.write(folder.resolve("validation.parquet"), row(1, "x"));
    ParquetFixture.write(folder.resolve("test/0000.parquet"), row(0, null), row(1, null));
    ParquetFixture.write(folder.resolve("train-b.parquet"), row(1, "bob"));
    ParquetFixture.write(folder.resolve("train-a.parquet"), row(0, "alice"), row(1, "bob"));
    Files.createDirectories(folder.resolve(".cache"));
    Files.write(folder.resolve(".cache/train-x.parquet"), new byte[] {1});
    try (DatasetBundle bundle = DatasetBundle.open(directory)) {
      assertThat(bundle.index().stream().map(IndexEntry::split))
          .containsExactly(
              Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.TEST, Split.TEST, Split.VALIDATION);
      assertThat(bundle.describe(2)).isEqualTo("default/train-b.parquet row 1: the image");
      assertThat(bundle.describe(4)).isEqualTo("default/test/0000.parquet row 2: the image");
      assertThat(bundle.ordinalsOf(List.of("bob"))).containsExactly(1, 2);
    }
  }

  @Test
  void shouldTakeOtherColumnsAndNumbersAsLabelsAndSubjects() {
    String schema =
        "message m { required int32 fine; required int64 who; required group img"
            + " { required binary bytes; } optional double other; }";
    ParquetFixture.Row first =
        group -> {
          group.addGroup("img").append("bytes", binary());
          group.append("fine", 0).append("who", 123_456_789_012L);
        };
    ParquetFixture.write(
        directory.resolve("train.parquet"), schema, Map.of(), List.of(first, first));
    ParquetFixture.write(directory.resolve("test.parquet"), schema, Map.of(), List.of(first));
    SourceOptions options = OptionsFixture.withColumns("img", "fine", "who");
    try (DatasetBundle bundle = DatasetBundle.open(directory, options)) {
      assertThat(bundle.classNames()).containsExactly("0");
      assertThat(bundle.ordinalsOf(List.of("123456789012"))).containsExactly(0, 1);
    }
  }

  private static Binary binary() {
    return Binary.fromConstantByteArray(IMAGE);
  }

  private static ParquetFixture.Row row(Integer label, String subject) {
    return ParquetFixture.row(IMAGE, label, subject);
  }

  @Test
  void shouldOpenWithoutSubjectColumnButForgetNobody() {
    String schema = ParquetFixture.SCHEMA.replace("optional binary subject_id (STRING);", "");
    for (String name : List.of("train.parquet", "test.parquet")) {
      ParquetFixture.write(
          directory.resolve(name), schema, Map.of(), List.of(row(0, null), row(1, null)));
    }
    try (DatasetBundle bundle = DatasetBundle.open(directory)) {
      assertThat(bundle.hasSubjects()).isFalse();
      assertThatThrownBy(() -> bundle.ordinalsOf(List.of("alice")))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("names no subjects")
          .hasMessageContaining("--subject-column");
    }
    ParquetFixture.write(directory.resolve("train-more.parquet"), row(0, "alice"));
    assertThatThrownBy(() -> DatasetBundle.open(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("train.parquet: column 'subject_id' is missing, the columns are")
        .hasMessageContaining("image, label: name the subject column (--subject-column)");
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        rows("train.parquet row 1: label -1 is not a whole number from 0", row(-1, "alice")),
        rows("train.parquet row 1: label empty is not a whole number", row(null, "alice")),
        rows("train.parquet row 1: label 2 is beyond the 2 class names", row(2, "alice")),
        rows("train.parquet row 2: subject_id is empty", row(0, "alice"), row(1, null)),
        rows("train.parquet row 1: subject_id is empty", row(0, " ")),
        rows(
            "train.parquet row 1: subject_id must have no blanks around it",
            row(0, " alice@example.org")),
        rows(
            "train.parquet row 1: subject_id must hold no character that cannot be seen",
            row(0, "ali\u200bce@example.org")),
        rows(
            "train.parquet row 1: the image has no bytes, perhaps only a path: embed the images",
            ParquetFixture.row(null, 0, "alice@example.org")),
        rows(
            "train.parquet row 2: the image has no bytes",
            row(0, "alice@example.org"),
            group -> group.append("label", 0L).append("subject_id", "alice@example.org")),
        schema(
            "train.parquet: column 'image' is missing, the columns are img, label, subject_id:"
                + " name the image column (--image-column)",
            "group image",
            "group img"),
        schema(
            "train.parquet: column 'image' is 'optional group image { optional binary data; ",
            "binary bytes",
            "binary data"),
        schema(
            "train.parquet: column 'label' is 'optional double label', and the label column must be"
                + " a whole number: name another (--label-column)",
            "int64 label",
            "double label"),
        schema(
            "train.parquet: column 'label' is 'repeated int64 label'",
            "optional int64 label",
            "repeated int64 label"),
        schema(
            "train.parquet: column 'subject_id' is 'optional boolean subject_id', and the subject"
                + " column must be text or a whole number",
            "binary subject_id (STRING)",
            "boolean subject_id"));
  }

  private static Arguments rows(String message, ParquetFixture.Row... rows) {
    return Arguments.argumentSet(message, ParquetFixture.SCHEMA, List.of(rows), message);
  }

  private static Arguments schema(String message, String old, String wrong) {
    return Arguments.argumentSet(
        message, ParquetFixture.SCHEMA.replace(old, wrong), List.of(), message);
  }

  @ParameterizedTest
  @MethodSource("defects")
  void shouldNameFileRowAndRuleWithoutAnySubjectId(
      String schema, List<ParquetFixture.Row> rows, String message) {
    Map<String, String> classes = Map.of("huggingface", ParquetFixture.CLASSES);
    ParquetFixture.write(directory.resolve("train.parquet"), schema, classes, rows);
    ParquetFixture.write(directory.resolve("test.parquet"), row(0, null), row(1, null));
    assertThatThrownBy(() -> DatasetBundle.open(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("dataset " + directory)
        .hasMessageContaining(message)
        .hasMessageNotContaining("alice");
  }

  @Test
  void shouldNameAClassThatIsNotTested() {
    ParquetFixture.write(directory.resolve("train.parquet"), row(0, "alice"), row(1, "bob"));
    ParquetFixture.write(directory.resolve("test.parquet"), row(1, null));
    assertThatThrownBy(() -> DatasetBundle.open(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("class 'cat' (label 0) has 1 train samples and no test sample");
  }

  @Test
  void shouldNameAnUnknownSplitAndAFileThatIsNotThere() {
    ParquetFixture.write(directory.resolve("train.parquet"), row(0, "alice"));
    ParquetFixture.write(directory.resolve("part-7.parquet"), row(0, "alice"));
    assertThatThrownBy(() -> DatasetBundle.open(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(
            "part-7.parquet: the name tells no split: begin it with train-, test- or validation-,"
                + " or name the split of every file (--parquet-split FILE=SPLIT)");
    SourceOptions options =
        OptionsFixture.withSplitFiles(Map.of(Path.of("part-8.parquet"), Split.TEST));
    assertThatThrownBy(() -> DatasetBundle.open(directory, options))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("part-8.parquet: the file does not exist");
    assertThatThrownBy(() -> DatasetBundle.open(directory.resolve("train.parquet")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is one Parquet file")
        .hasMessageContaining("name the folder that holds both");
  }

  @Test
  void shouldNameAFileThatIsNoParquetOrADamagedOne() throws IOException {
    Path data = huggingFace().resolve("data");
    byte[] sound = Files.readAllBytes(data.resolve("train-00000-of-00002.parquet"));
    byte[] magicOnly = new byte[100];
    System.arraycopy(sound, sound.length - 4, magicOnly, magicOnly.length - 4, 4);
    for (byte[] damaged : List.of(new byte[0], Arrays.copyOf(sound, sound.length - 9), magicOnly)) {
      Files.write(directory.resolve("train.parquet"), damaged);
      assertThatThrownBy(() -> DatasetBundle.open(directory))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("train.parquet cannot be read as Parquet: it is damaged");
    }
    byte[] page = Files.readAllBytes(huggingFace().resolve("codecs/pages-v2.parquet"));
    page[120] ^= 0x55;
    Files.write(directory.resolve("train.parquet"), page);
    assertThatThrownBy(() -> DatasetBundle.open(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("train.parquet cannot be read as Parquet: it is damaged");
  }

  @Test
  void shouldNameMetadataThatIsNotJson() {
    ParquetFixture.write(
        directory.resolve("train.parquet"),
        ParquetFixture.SCHEMA,
        Map.of("huggingface", "{\"info\": "),
        List.of(row(0, "alice")));
    assertThatThrownBy(() -> DatasetBundle.open(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("train.parquet: its metadata 'huggingface' is not JSON");
  }

  @Test
  void shouldRefuseColumnsThatAreOne() {
    assertThatThrownBy(() -> OptionsFixture.withColumns("image", "label", "label"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be three columns");
    assertThatThrownBy(() -> OptionsFixture.withColumns(" ", "label", "who"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the name of the image column is blank");
  }
}
