// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.dataset.IndexEntry;
import io.lethe.learning.dataset.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetBundleTest {

  @TempDir Path directory;

  @Test
  void shouldGiveEveryRowItsOrdinalInOrder() throws IOException {
    BundleFixture fixture = BundleFixture.sound();
    try (DatasetBundle bundle = DatasetBundle.open(fixture.writeFolder(directory))) {
      assertThat(bundle.index()).hasSize(7);
      byte[] image = fixture.files.get(fixture.path(4));
      assertThat(bundle.index().get(2))
          .isEqualTo(new IndexEntry(2, Split.TRAIN, 1, "dog", Digests.sha256Hex(image), ""));
      assertThat(bundle.image(2)).isEqualTo(image);
      assertThat(bundle.index().get(5).split()).isEqualTo(Split.VALIDATION);
    }
  }

  @Test
  void shouldHaveTheSameDigestAsFolderAndAsZip() {
    BundleFixture fixture = BundleFixture.sound();
    try (DatasetBundle folder = DatasetBundle.open(fixture.writeFolder(directory.resolve("f")));
        DatasetBundle zip = DatasetBundle.open(fixture.writeZip(directory.resolve("b.zip")))) {
      assertThat(folder.digest()).isEqualTo(zip.digest()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void shouldHaveTheDigestOfItsIndexWithEmptySubjectKeys() {
    BundleFixture fixture = BundleFixture.sound();
    StringBuilder index =
        new StringBuilder("ordinal,split,label,class_name,image_sha256,bytes,subject_key\n");
    for (int ordinal = 0; ordinal < 7; ordinal++) {
      String[] row = fixture.lines.get(ordinal + 1).split(",", -1);
      byte[] image = fixture.files.get(row[5]);
      index.append(
          "%d,%s,%s,%s,%s,%d,\n"
              .formatted(ordinal, row[2], row[3], row[4], Digests.sha256Hex(image), image.length));
    }
    try (DatasetBundle bundle = DatasetBundle.open(fixture.writeFolder(directory))) {
      assertThat(bundle.digest())
          .isEqualTo(Digests.sha256Hex(index.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void shouldHaveAnotherDigestWhenAnImageOrALabelIsAnother() {
    BundleFixture image = BundleFixture.sound();
    image.image(2, image.files.get(image.path(3)));
    BundleFixture label = BundleFixture.sound();
    label.row(2, label.lines.get(1).replace("0,cat", "1,dog"));
    try (DatasetBundle sound =
            DatasetBundle.open(BundleFixture.sound().writeFolder(directory.resolve("a")));
        DatasetBundle otherImage = DatasetBundle.open(image.writeFolder(directory.resolve("b")));
        DatasetBundle otherLabel = DatasetBundle.open(label.writeFolder(directory.resolve("c")))) {
      assertThat(List.of(sound.digest(), otherImage.digest(), otherLabel.digest()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldTakeColumnsInAnyOrderAndAByteOrderMark() throws IOException {
    Path folder = BundleFixture.sound().writeFolder(directory);
    String digest;
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      digest = bundle.digest();
    }
    StringBuilder turned = new StringBuilder("\uFEFF");
    for (String line : BundleFixture.sound().lines) {
      List<String> values = List.of(line.split(",", -1));
      turned.append(values.get(5)).append(',').append(String.join(",", values.subList(0, 5)));
      turned.append("\r\n");
    }
    Files.writeString(folder.resolve("samples.csv"), turned);
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      assertThat(bundle.digest()).isEqualTo(digest);
    }
  }

  @Test
  void shouldFindTrainSamplesOfSubjectsSorted() {
    try (DatasetBundle bundle = DatasetBundle.open(BundleFixture.sound().writeFolder(directory))) {
      assertThat(bundle.ordinalsOf(List.of("bob@example.org"))).containsExactly(1, 3);
      assertThat(bundle.ordinalsOf(List.of("bob@example.org", "alice@example.org")))
          .containsExactly(0, 1, 2, 3);
      assertThat(bundle.trainOrdinalsBySubject())
          .containsOnlyKeys("alice@example.org", "bob@example.org")
          .containsEntry("alice@example.org", new int[] {0, 2});
    }
  }

  @Test
  void shouldCountUnknownSubjectsWithoutNamingThem() {
    try (DatasetBundle bundle = DatasetBundle.open(BundleFixture.sound().writeFolder(directory))) {
      assertThatThrownBy(
              () ->
                  bundle.ordinalsOf(
                      List.of("alice@example.org", "carol@example.org", "dave@example.org")))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("2 of 3 subject ids own no train sample")
          .hasMessageNotContaining("example.org");
    }
  }

  @Test
  void shouldNoticeThatAnImageChangedAfterOpening() throws IOException {
    BundleFixture fixture = BundleFixture.sound();
    Path folder = fixture.writeFolder(directory);
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      Files.write(folder.resolve(fixture.path(2)), fixture.files.get(fixture.path(3)));
      assertThatThrownBy(() -> bundle.image(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("changed since the dataset was opened");
    }
  }

  @Test
  void shouldTakeFormsOfOneIdForOnePersonAndSayHowManyThereAre() {
    BundleFixture fixture = written("jos\u00e9", "jose\u0301", "Anna", "anna");
    Path folder = fixture.writeFolder(directory);
    SourceOptions folded = OptionsFixture.withRule(SubjectRule.CASE_FOLDED);

    try (DatasetBundle kept = DatasetBundle.open(folder);
        DatasetBundle foldedBundle = DatasetBundle.open(folder, folded)) {
      assertThat(kept.trainOrdinalsBySubject()).containsOnlyKeys("jos\u00e9", "Anna", "anna");
      assertThat(kept.subjectsSpelledSeveralWays()).isEqualTo(1);
      assertThat(kept.ordinalsOf(List.of("jose\u0301"))).containsExactly(0, 1);
      assertThat(foldedBundle.trainOrdinalsBySubject()).containsOnlyKeys("jos\u00e9", "anna");
      assertThat(foldedBundle.subjectsSpelledSeveralWays()).isEqualTo(2);
      assertThat(foldedBundle.ordinalsOf(List.of("ANNA"))).containsExactly(2, 3);
    }
  }

  @Test
  void shouldCountAPersonWhoseFormsAreAllUnusualOnce() {
    Path folder = written("ANNA", "Anna", "aNNA", "bob").writeFolder(directory);
    SourceOptions folded = OptionsFixture.withRule(SubjectRule.CASE_FOLDED);

    try (DatasetBundle bundle = DatasetBundle.open(folder, folded)) {
      assertThat(bundle.subjectsSpelledSeveralWays()).isEqualTo(1);
    }
  }

  @Test
  void shouldSayNothingOfIdsThatAreWrittenInOneForm() {
    Path folder = written("JOSE\u0301", "JOSE\u0301", "bob", "bob").writeFolder(directory);

    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      assertThat(bundle.subjectsSpelledSeveralWays()).isZero();
    }
  }

  /** The four train samples are theirs, as they are written. */
  private static BundleFixture written(String... ids) {
    BundleFixture fixture = BundleFixture.sound();
    for (int row = 2; row <= 5; row++) {
      String line = fixture.lines.get(row - 1);
      String id = line.contains("alice") ? "alice@example.org" : "bob@example.org";
      fixture.row(row, line.replace(id, ids[row - 2]));
    }
    return fixture;
  }

  @Test
  void shouldCountWhoOwnsNoTrainSample() {
    try (DatasetBundle bundle = DatasetBundle.open(BundleFixture.sound().writeFolder(directory))) {
      assertThat(bundle.subjectsOutsideTrain()).isEqualTo(1);
      assertThatThrownBy(() -> bundle.ordinalsOf(List.of("carol@example.org")))
          .hasMessageContaining("1 of 1 subject ids own no train sample");
    }
  }

  @Test
  void shouldReadSubjectFilesSkippingBlankLinesAndComments() throws IOException {
    Path file = directory.resolve("subjects.txt");
    Files.writeString(
        file, "\uFEFF# who asked\r\nalice\n\n  \nbob\nalice\njose\u0301\njos\u00e9\n");
    assertThat(DatasetBundle.readSubjects(file)).containsExactly("alice", "bob", "jos\u00e9");
  }

  @Test
  void shouldRefuseALineThatIsNoSubjectIdWithoutQuotingIt() throws IOException {
    Path file = directory.resolve("subjects.txt");
    Files.writeString(file, "# who asked\nalice\nbob \n");
    assertThatThrownBy(() -> DatasetBundle.readSubjects(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("subjects.txt line 3: a subject id must have no blanks around it")
        .hasMessageNotContaining("bob");
  }

  @Test
  void shouldRefuseSubjectFilesThatNameNobodyOrDoNotExist() throws IOException {
    Path file = directory.resolve("subjects.txt");
    assertThatThrownBy(() -> DatasetBundle.readSubjects(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("subjects.txt cannot be read");
    Files.writeString(file, "# nobody\n");
    assertThatThrownBy(() -> DatasetBundle.readSubjects(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("names nobody: write one subject id a line");
  }

  @Test
  void shouldReadTheDatasetThatShipsWithTheProject() throws IOException {
    Path zip = Path.of("..", "data", "fashion-mini.zip");
    Path subjects = directory.resolve("forget_subjects.txt");
    try (ZipFiles files = new ZipFiles(zip);
        DatasetBundle bundle = DatasetBundle.open(zip)) {
      Files.write(subjects, files.read("forget_subjects.txt"));
      assertThat(bundle.index()).hasSize(8_000);
      assertThat(bundle.trainOrdinalsBySubject()).hasSize(1_200);
      assertThat(bundle.ordinalsOf(DatasetBundle.readSubjects(subjects))).hasSize(600).isSorted();
      Dataset.DecodeOptions options = Dataset.DecodeOptions.defaults(directory);
      try (Dataset dataset = Dataset.load(bundle, options, (phase, done, total) -> {})) {
        assertThat(dataset.shape()).isEqualTo(new ImageShape(28, 28, 1));
        assertThat(dataset.classes()).isEqualTo(10);
        assertThat(dataset.ordinals(Split.TEST)).hasSize(2_000).isSorted();
      }
    }
  }
}
