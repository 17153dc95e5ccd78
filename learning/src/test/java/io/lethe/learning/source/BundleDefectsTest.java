// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.dataset.DatasetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BundleDefectsTest {

  @TempDir Path directory;

  static Stream<Arguments> defects() {
    return Stream.of(
        row(1, "sample_id,subject_id,split,label,path", "row 1: column 'class_name' is missing"),
        row(
            1,
            "sample_id,subject_id,split,label,label,class_name,path",
            "row 1: column 'label' stands there twice: the columns must be "
                + BundleFixture.HEADER),
        row(
            1,
            BundleFixture.HEADER + ",age",
            "row 1: unknown column 'age': the columns must be " + BundleFixture.HEADER),
        row(3, "sample-3,bob,train,1,dog", "row 3: has 5 values where the header has 6"),
        value(3, "sample-3", "sample-2", "row 3: sample_id 'sample-2' was used by an earlier row"),
        value(3, "sample-3", "", "row 3: sample_id is empty"),
        value(3, ",train,1", ",Train,1", "row 3: split 'Train' must be train, test or validation"),
        value(3, ",train,1", ",train,one", "row 3: label 'one' is not a whole number from 0"),
        value(3, ",train,1", ",train,-1", "row 3: label '-1' is not a whole number from 0"),
        value(3, ",train,1", ",train,1.0", "row 3: label '1.0' is not a whole number from 0"),
        value(
            3,
            ",1,dog",
            ",3,bird",
            "samples.csv: label 3 is used but label 2 is not: number the classes 0 to K-1"),
        value(4, "1,dog", "1,wolf", "row 4: label 1 is class 'wolf' here and 'dog' before"),
        value(4, "1,dog", "2,dog", "row 4: class 'dog' has label 2 here and 1 before"),
        value(4, "1,dog", "1, ", "row 4: class_name ' ' is blank"),
        value(3, "bob@example.org", "", "row 3: subject_id is empty: every train sample needs"),
        value(
            3,
            "bob@example.org",
            " bob@example.org",
            "row 3: subject_id must have no blanks around it"),
        value(3, "bob@example.org", "#bob@example.org", "row 3: subject_id must not begin with #"),
        value(
            3,
            "bob@example.org",
            "bob\u200b@example.org",
            "row 3: subject_id must hold no character that cannot be seen"),
        value(3, "train/3", "train/9", "row 3: image 'pictures/train/9.png' is missing"),
        value(3, "train/3", "train/2", "row 3: path 'pictures/train/2.png' was used by an earlier"),
        value(3, "pictures/", "../pictures/", "row 3: path '../pictures/train/3.png' must be"),
        value(3, "pictures/", "pictures/../../", "row 3: path 'pictures/../../train/3.png' must"),
        value(3, "pictures/", "/pictures/", "row 3: path '/pictures/train/3.png' must be relative"),
        value(3, "pictures/", "pictures\\", "row 3: path 'pictures\\train/3.png' must be relative"),
        value(3, "pictures/", "C:/pictures/", "row 3: path 'C:/pictures/train/3.png' must be"),
        defect(
            "no test sample",
            f -> f.lines.replaceAll(line -> line.replace(",test,", ",validation,")),
            "samples.csv has no test sample: a dataset needs train and test samples"),
        value(
            6,
            ",test,1,dog",
            ",test,0,cat",
            "samples.csv: class 'dog' (label 1) has 2 train samples and no test sample"),
        row(6, "sample-6,\"bob,test,1,dog,x.png", "row 6: or the one after it cannot be read"),
        defect(
            "an empty image",
            fixture -> fixture.image(3, new byte[0]),
            "row 3: image 'pictures/train/3.png' is empty"),
        defect("an empty table", f -> f.lines.clear(), "row 1: unknown column ''"),
        defect("no rows", f -> f.lines.subList(1, 8).clear(), "samples.csv has no train sample"));
  }

  private static Arguments row(int row, String line, String message) {
    return defect("row " + row + " is " + line, fixture -> fixture.row(row, line), message);
  }

  private static Arguments value(int row, String old, String wrong, String message) {
    return defect(
        "row %d has '%s' for '%s'".formatted(row, wrong, old),
        fixture -> {
          String line = fixture.lines.get(row - 1);
          if (!line.contains(old)) {
            throw new IllegalArgumentException(line + " does not hold " + old);
          }
          fixture.row(row, line.replace(old, wrong));
        },
        message);
  }

  private static Arguments defect(String name, Consumer<BundleFixture> bend, String message) {
    return Arguments.argumentSet(name, bend, message);
  }

  @ParameterizedTest
  @MethodSource("defects")
  void shouldNameFileRowAndRuleWithoutAnySubjectId(Consumer<BundleFixture> bend, String message) {
    BundleFixture fixture = BundleFixture.sound();
    bend.accept(fixture);
    for (Path bundle :
        new Path[] {
          fixture.writeFolder(directory.resolve("folder")),
          fixture.writeZip(directory.resolve("bundle.zip"))
        }) {
      assertThatThrownBy(() -> DatasetBundle.open(bundle))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("samples.csv")
          .hasMessageContaining(message)
          .hasMessageNotContaining("example.org");
    }
  }

  @Test
  void shouldListTheFirstTwentyDefectsTogether() {
    BundleFixture fixture = BundleFixture.sound();
    for (int row = 9; row < 39; row++) {
      fixture.lines.add("sample-%d,,test,0,cat,missing/%d.png".formatted(row, row));
    }
    Path folder = fixture.writeFolder(directory);
    assertThatThrownBy(() -> DatasetBundle.open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has 30 defects:")
        .hasMessageContaining("row 9: image 'missing/9.png' is missing")
        .hasMessageContaining("row 28: ")
        .hasMessageNotContaining("row 29: ")
        .hasMessageContaining("and 10 more");
  }

  @Test
  void shouldRefuseLinksThatLeadOutOfTheFolder() throws IOException {
    BundleFixture fixture = BundleFixture.sound();
    Path folder = fixture.writeFolder(directory.resolve("folder"));
    Path outside = Files.write(directory.resolve("secret.png"), new byte[] {1});
    Files.delete(folder.resolve(fixture.path(3)));
    Files.createSymbolicLink(folder.resolve(fixture.path(3)), outside);
    assertThatThrownBy(() -> DatasetBundle.open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("row 3: path 'pictures/train/3.png' leads out of the bundle");
  }

  @Test
  void shouldRefuseATableThatIsNotUtf8() throws IOException {
    Path folder = BundleFixture.sound().writeFolder(directory);
    byte[] table = BundleFixture.sound().table();
    table[table.length - 3] = (byte) 0xe4;
    Files.write(folder.resolve("samples.csv"), table);
    assertThatThrownBy(() -> DatasetBundle.open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("the file must be UTF-8 CSV");
  }

  @Test
  void shouldSayWhatWasLookedFor() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    assertThatThrownBy(() -> DatasetBundle.open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "dataset %s holds neither samples.csv (a bundle) nor folders like train/CLASS (an"
                    .formatted(folder)
                + " image folder) nor *.parquet files (Parquet): each must lie at its top, not in"
                + " a subfolder");
    BundleFixture fixture = BundleFixture.sound();
    Path nested = fixture.writeFolder(folder.resolve("nested")).getParent();
    assertThatThrownBy(() -> DatasetBundle.open(nested))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("holds neither samples.csv");
    assertThatThrownBy(() -> DatasetBundle.open(directory.resolve("nothing")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("nothing does not exist: name a folder or zip file");
  }

  @Test
  void shouldRefuseAFileThatIsNoZip() throws IOException {
    Path file = Files.writeString(directory.resolve("data.zip"), "not a zip file at all");
    assertThatThrownBy(() -> DatasetBundle.open(file))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("data.zip is neither a folder nor a sound zip file");
  }

  @Test
  void shouldRefuseAZipWithTwoEntriesOfOneName() throws IOException {
    BundleFixture fixture = BundleFixture.sound();
    fixture.files.put("twin-a", new byte[] {1});
    fixture.files.put("twin-b", new byte[] {2});
    Path zip = fixture.writeZip(directory.resolve("data.zip"));
    String content = Files.readString(zip, StandardCharsets.ISO_8859_1);
    Files.writeString(zip, content.replace("twin-b", "twin-a"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> DatasetBundle.open(zip))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("holds the entry 'twin-a' twice");
  }
}
