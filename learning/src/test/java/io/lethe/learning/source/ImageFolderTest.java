// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.dataset.IndexEntry;
import io.lethe.learning.dataset.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageFolderTest {

  private static final List<String> ORDER =
      List.of(
          "train/cat/a.png",
          "train/cat/b.jpg",
          "train/dog/a.JPEG",
          "train/dog/c.png",
          "test/cat/a.png",
          "test/dog/a.png",
          "val/dog/a.png");

  @TempDir Path directory;

  @Test
  void shouldNumberSamplesBySplitClassAndName() throws IOException {
    FolderFixture fixture = FolderFixture.sound();
    try (DatasetBundle bundle = DatasetBundle.open(fixture.writeFolder(directory))) {
      assertThat(bundle.size()).isEqualTo(7);
      assertThat(bundle.classNames()).containsExactly("cat", "dog");
      for (int ordinal = 0; ordinal < 7; ordinal++) {
        String path = ORDER.get(ordinal);
        assertThat(bundle.image(ordinal)).isEqualTo(fixture.files.get(path));
        assertThat(bundle.describe(ordinal)).isEqualTo("image '" + path + "'");
        assertThat(bundle.classNames().get(bundle.label(ordinal)))
            .isEqualTo(path.split("/", -1)[1]);
      }
      assertThat(bundle.index().stream().map(IndexEntry::split))
          .containsExactly(
              Split.TRAIN,
              Split.TRAIN,
              Split.TRAIN,
              Split.TRAIN,
              Split.TEST,
              Split.TEST,
              Split.VALIDATION);
    }
  }

  @Test
  void shouldTakeSubjectsFromTheTableInTheFolder() {
    try (DatasetBundle bundle = DatasetBundle.open(FolderFixture.sound().writeFolder(directory))) {
      assertThat(bundle.hasSubjects()).isTrue();
      assertThat(bundle.trainOrdinalsBySubject())
          .containsOnlyKeys("alice@example.org", "bob@example.org")
          .containsEntry("alice@example.org", new int[] {0, 2})
          .containsEntry("bob@example.org", new int[] {1, 3});
    }
  }

  @Test
  void shouldTakeSubjectsFromTheTableNamed() throws IOException {
    FolderFixture fixture = FolderFixture.sound();
    Path table =
        Files.write(directory.resolve("owners.csv"), fixture.files.remove(FolderFixture.SUBJECTS));
    Path folder = fixture.writeFolder(directory.resolve("folder"));
    SourceOptions options = OptionsFixture.withSubjectsCsv(table);
    try (DatasetBundle bundle = DatasetBundle.open(folder, options)) {
      assertThat(bundle.ordinalsOf(List.of("bob@example.org"))).containsExactly(1, 3);
    }
    SourceOptions missing = OptionsFixture.withSubjectsCsv(directory.resolve("nothing.csv"));
    assertThatThrownBy(() -> DatasetBundle.open(folder, missing))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("nothing.csv does not exist: name a CSV file with the columns path");
  }

  @Test
  void shouldOpenWithoutSubjectsButForgetNobody() {
    FolderFixture fixture = FolderFixture.sound().without(FolderFixture.SUBJECTS);
    Path registered = directory.resolve("registered");
    try (DatasetBundle bundle = DatasetBundle.open(fixture.writeFolder(directory.resolve("f")));
        RegisteredBundle written = RegisteredBundle.write(bundle, BundleFixture::key, registered)) {
      assertThat(bundle.hasSubjects()).isFalse();
      assertThat(bundle.trainOrdinalsBySubject()).isEmpty();
      assertThatThrownBy(() -> bundle.ordinalsOf(List.of("alice@example.org")))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("names no subjects, so that nothing of it can be forgotten")
          .hasMessageContaining("--subjects-csv");
      assertThat(written.ordinalsBySubjectKey()).isEmpty();
    }
    try (RegisteredBundle opened = RegisteredBundle.open(registered)) {
      assertThat(opened.ordinalsBySubjectKey()).isEmpty();
      assertThat(opened.size()).isEqualTo(7);
    }
  }

  @Test
  void shouldBeTheSameDatasetAsFolderAndAsZip() throws IOException {
    FolderFixture fixture = FolderFixture.sound();
    try (DatasetBundle folder = DatasetBundle.open(fixture.writeFolder(directory.resolve("f")));
        DatasetBundle zip = DatasetBundle.open(fixture.writeZip(directory.resolve("f.zip")))) {
      assertThat(zip.digest()).isEqualTo(folder.digest());
      assertThat(zip.image(3)).isEqualTo(folder.image(3));
      assertThat(zip.ordinalsOf(List.of("bob@example.org"))).containsExactly(1, 3);
    }
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        defect("no test", f -> f.without("test/cat/a.png").without("test/dog/a.png"), "no test"),
        defect(
            "a class that is not tested",
            f -> f.without("test/cat/a.png"),
            "class 'cat' (label 0) has 2 train samples and no test sample: forgetting is verified"
                + " against unseen samples of every class; add test samples of it, or leave"),
        defect("another folder", f -> f.image("valid/dog/a.png", 1), "folder 'valid/' is no split"),
        defect(
            "a file without class",
            f -> f.image("train/x.png", 1),
            "file 'train/x.png' lies in no class: put it into train/CLASS/"),
        defect(
            "a folder in a class",
            f -> f.image("train/cat/more/x.png", 1),
            "'train/cat/more/' is no image: a class folder holds .png, .jpg and .jpeg"),
        defect("another file", f -> f.text("train/cat/x.gif", "GIF"), "'train/cat/x.gif' is no im"),
        defect(
            "a backslash",
            f -> f.image("train/cat/x\\y.png", 1),
            "path 'train/cat/x\\y.png' holds"),
        defect(
            "an empty image",
            f -> f.text("train/cat/a.png", ""),
            "image 'train/cat/a.png' is empty: replace the file"),
        defect(
            "a blank class", f -> f.image("train/ /x.png", 1), "class_name ' ' is blank or holds"),
        defect(
            "an image without subject",
            f -> f.subjects("train/cat/b.jpg,bob@example.org\n", ""),
            "subjects.csv: no row names image 'train/cat/b.jpg': every train sample needs"),
        defect(
            "no such image",
            f -> f.subjects("train/cat/b.jpg", "train/cat/z.jpg"),
            "subjects.csv row 6: path 'train/cat/z.jpg' is no image of the folder"),
        defect(
            "two subjects",
            f -> f.subjects("train/cat/b.jpg", "train/cat/a.png"),
            "subjects.csv row 6: path 'train/cat/a.png' was used by an earlier row"),
        defect(
            "an empty subject",
            f -> f.subjects("b.jpg,bob@example.org", "b.jpg,"),
            "subjects.csv row 6: subject_id is empty"),
        defect(
            "a subject with blanks",
            f -> f.subjects("b.jpg,bob@example.org", "b.jpg, bob@example.org"),
            "subjects.csv row 6: subject_id must have no blanks around it"),
        defect(
            "another column",
            f -> f.subjects("path,subject_id", "file,subject_id"),
            "subjects.csv row 1: column 'path' is missing: the columns must be path,subject_id"));
  }

  private static Arguments defect(String name, Consumer<FolderFixture> bend, String message) {
    return Arguments.argumentSet(name, bend, message);
  }

  @ParameterizedTest
  @MethodSource("defects")
  void shouldNameFileAndRuleWithoutAnySubjectId(Consumer<FolderFixture> bend, String message) {
    FolderFixture fixture = FolderFixture.sound();
    bend.accept(fixture);
    for (Path dataset :
        new Path[] {
          fixture.writeFolder(directory.resolve("folder")),
          fixture.writeZip(directory.resolve("folder.zip"))
        }) {
      assertThatThrownBy(() -> DatasetBundle.open(dataset))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("dataset " + dataset)
          .hasMessageContaining(message)
          .hasMessageNotContaining("example.org");
    }
  }

  @Test
  void shouldRefuseAClassFolderWithoutImagesAndLinksThatLeadOut() throws IOException {
    Path folder = FolderFixture.sound().writeFolder(directory.resolve("folder"));
    Path outside = Files.write(directory.resolve("secret.png"), new byte[] {1});
    Files.createSymbolicLink(folder.resolve("train/cat/link.png"), outside);
    Files.createDirectory(folder.resolve("train/bird"));
    assertThatThrownBy(() -> DatasetBundle.open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("class folder 'train/bird/' holds no image")
        .hasMessageContaining("path 'train/cat/link.png' leads out of the folder through a link");
  }

  @Test
  void shouldNameImagesOfAnotherSizeOrColourAndTheWayOut() {
    FolderFixture fixture = FolderFixture.sound();
    fixture.files.put(
        "train/cat/b.jpg",
        BundleFixture.jpeg(BundleFixture.random(1, 9, 4, BufferedImage.TYPE_3BYTE_BGR)));
    Path folder = fixture.writeFolder(directory.resolve("folder"));
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      assertThatThrownBy(() -> load(bundle, OptionalInt.empty()))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining(
              "image 'train/cat/b.jpg' is colour 9x4 where image 'train/cat/a.png' is colour 5x7:"
                  + " make them one size, or give a resolution (--resolution) to scale them all");
      try (Dataset scaled = load(bundle, OptionalInt.of(6))) {
        assertThat(scaled.shape()).isEqualTo(new ImageShape(6, 6, 3));
      }
    }
    fixture.files.put(
        "train/cat/b.jpg",
        BundleFixture.jpeg(BundleFixture.random(1, 5, 7, BufferedImage.TYPE_BYTE_GRAY)));
    try (DatasetBundle bundle = DatasetBundle.open(fixture.writeFolder(folder))) {
      for (OptionalInt resolution : List.of(OptionalInt.empty(), OptionalInt.of(6))) {
        assertThatThrownBy(() -> load(bundle, resolution))
            .isInstanceOf(DatasetException.class)
            .hasMessageContaining(
                "image 'train/cat/b.jpg' is grey 5x7 where image 'train/cat/a.png' is colour 5x7:"
                    + " convert them all to grey or all to colour");
      }
    }
  }

  private Dataset load(DatasetBundle bundle, OptionalInt resolution) {
    return Dataset.load(
        bundle,
        new Dataset.DecodeOptions(directory.resolve("cache"), resolution, 2),
        ProgressListener.none());
  }

  @Test
  void shouldRefuseOptionsOfOtherFormats() {
    Path folder = FolderFixture.sound().writeFolder(directory.resolve("folder"));
    Path bundle = BundleFixture.sound().writeFolder(directory.resolve("bundle"));
    Map<Path, SourceOptions> wrong =
        Map.of(
            bundle,
            OptionsFixture.withSubjectsCsv(Path.of("x.csv")),
            folder,
            OptionsFixture.withColumns("image", "label", "owner"));
    wrong.forEach(
        (dataset, options) ->
            assertThatThrownBy(() -> DatasetBundle.open(dataset, options))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("which belongs to a")
                .hasMessageContaining("leave it out"));
    assertThatThrownBy(
            () ->
                DatasetBundle.open(
                    folder, OptionsFixture.withSplitFiles(Map.of(Path.of("a"), Split.TRAIN))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is an image folder, and a split for a Parquet file was named");
  }
}
