// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One dataset in every form: inside the store nobody can tell from which it came. */
class SourcesTest {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sample(String split, String className, String subject, byte[] image) {}

  @TempDir Path directory;

  /** In the order that image folders have: by split, class and name. */
  private static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (String split : List.of("train", "test", "validation")) {
      for (String className : List.of("cat", "dog")) {
        for (int i = 0; i < 3; i++) {
          BufferedImage image =
              BundleFixture.random(samples.size(), 6, 6, BufferedImage.TYPE_3BYTE_BGR);
          String subject = split.equals("train") ? "person-" + i : "";
          samples.add(new Sample(split, className, subject, BundleFixture.png(image)));
        }
      }
    }
    return samples;
  }

  private Path bundle() {
    FolderFixture files = new FolderFixture();
    StringBuilder table = new StringBuilder(BundleFixture.HEADER + "\n");
    int row = 0;
    for (Sample sample : samples()) {
      files.files.put(row + ".png", sample.image());
      table.append(
          "s%d,%s,%s,%d,%s,%d.png\n"
              .formatted(
                  row, sample.subject(), sample.split(), label(sample), sample.className(), row));
      row++;
    }
    return files.text("samples.csv", table.toString()).writeZip(directory.resolve("bundle.zip"));
  }

  private static int label(Sample sample) {
    return sample.className().equals("cat") ? 0 : 1;
  }

  private Path imageFolder() {
    FolderFixture files = new FolderFixture();
    StringBuilder table = new StringBuilder("path,subject_id\n");
    int row = 0;
    for (Sample sample : samples()) {
      String path = "%s/%s/%02d.png".formatted(sample.split(), sample.className(), row++);
      files.files.put(path, sample.image());
      table.append(path).append(',').append(sample.subject()).append('\n');
    }
    return files.text("subjects.csv", table.toString()).writeFolder(directory.resolve("folder"));
  }

  private Path parquet() {
    Map<String, List<ParquetFixture.Row>> rows = new HashMap<>();
    for (Sample sample : samples()) {
      rows.computeIfAbsent(sample.split(), split -> new ArrayList<>())
          .add(ParquetFixture.row(sample.image(), label(sample), sample.subject()));
    }
    Path folder = directory.resolve("parquet");
    rows.forEach(
        (split, ofSplit) ->
            ParquetFixture.write(
                folder.resolve(split + "-00000-of-00001.parquet"),
                ofSplit.toArray(ParquetFixture.Row[]::new)));
    return folder;
  }

  @Test
  void shouldRegisterTheSamePixelsLabelsAndSubjectsFromEverySource() throws IOException {
    List<Sample> samples = samples();
    List<Path> registered = new ArrayList<>();
    for (Path source : List.of(bundle(), imageFolder(), parquet())) {
      Path target = directory.resolve("registered-" + registered.size());
      try (DatasetBundle raw = DatasetBundle.open(source);
          RegisteredBundle written = RegisteredBundle.write(raw, BundleFixture::key, target)) {
        assertHolds(written, samples);
      }
      try (RegisteredBundle opened = RegisteredBundle.open(target)) {
        assertHolds(opened, samples);
        assertPixels(opened, samples, directory.resolve("cache-" + registered.size()));
      }
      registered.add(target);
    }
    for (String file : List.of(RegisteredBundle.INDEX, RegisteredBundle.IMAGES)) {
      byte[] first = Files.readAllBytes(registered.get(0).resolve(file));
      assertThat(registered.get(1).resolve(file)).hasBinaryContent(first);
      assertThat(registered.get(2).resolve(file)).hasBinaryContent(first);
    }
    try (Stream<Path> files = Files.list(registered.get(2))) {
      assertThat(files).hasSize(2);
    }
  }

  private static void assertHolds(RegisteredBundle bundle, List<Sample> samples)
      throws IOException {
    assertThat(bundle.size()).isEqualTo(samples.size());
    for (int ordinal = 0; ordinal < samples.size(); ordinal++) {
      Sample sample = samples.get(ordinal);
      assertThat(bundle.split(ordinal).label()).isEqualTo(sample.split());
      assertThat(bundle.label(ordinal)).isEqualTo(label(sample));
      assertThat(bundle.index().get(ordinal).className()).isEqualTo(sample.className());
      assertThat(bundle.index().get(ordinal).subjectKey())
          .isEqualTo(sample.subject().isEmpty() ? "" : BundleFixture.key(sample.subject()));
      assertThat(bundle.image(ordinal)).isEqualTo(sample.image());
    }
    assertThat(bundle.ordinalsBySubjectKey())
        .hasSize(3)
        .containsEntry(BundleFixture.key("person-1"), new int[] {1, 4});
  }

  private static void assertPixels(RegisteredBundle bundle, List<Sample> samples, Path cache)
      throws IOException {
    Dataset.DecodeOptions options = Dataset.DecodeOptions.defaults(cache);
    try (Dataset dataset = Dataset.load(bundle, options, ProgressListener.none());
        ImageDecoder decoder = new ImageDecoder()) {
      for (int ordinal = 0; ordinal < samples.size(); ordinal++) {
        ByteBuffer pixels = ByteBuffer.allocate(dataset.shape().bytes());
        dataset.copyImage(ordinal, pixels);
        assertThat(pixels.array()).isEqualTo(decoder.decode(samples.get(ordinal).image()).values());
      }
    }
  }
}
