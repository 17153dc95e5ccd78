// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.Labelled;
import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.ByteTable;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.dataset.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code samples.csv} of a raw bundle and checks every row against the bundle's rules. */
final class SampleTable {

  static final String FILE = "samples.csv";
  static final List<String> COLUMNS =
      List.of("sample_id", "subject_id", "split", "label", "class_name", "path");

  private static final int HEADER_ROWS = 1;

  private final BundleFiles files;
  private final Defects defects;
  private final ClassTable classes;
  private final BundleIndex.Builder samples = new BundleIndex.Builder();
  private final Subjects.Builder subjects;
  private final ByteTable sampleIds = new ByteTable();
  private final ByteTable paths = new ByteTable();

  private SampleTable(BundleFiles files, SubjectRule rule, Defects defects) {
    this.files = files;
    this.subjects = new Subjects.Builder(rule);
    this.defects = defects;
    this.classes = new ClassTable(defects);
  }

  /**
   * Reads and checks the table.
   *
   * @throws DatasetException listing the first defects when there are any
   */
  static FileSamples read(BundleFiles files, SubjectRule rule, Defects defects) throws IOException {
    SampleTable table = new SampleTable(files, rule, defects);
    new CsvReader(FILE, COLUMNS, defects).read(files.stream(FILE), table::addRow);
    SampleRules.check(FILE, table.samples, table.classes, defects);
    return new FileSamples(
        table.samples,
        table.subjects.build(),
        table.paths.values(),
        table.classes.names(),
        // Every row is a sample: with a bad one among them, nobody comes this far.
        ordinal -> FILE + " row " + (ordinal + HEADER_ROWS + 1) + ": ");
  }

  private void addRow(CsvReader.Row row) {
    checkSampleId(row);
    Optional<Split> split = split(row);
    String subjectId = row.get(1);
    SubjectFile.defectOf(subjectId, split.equals(Optional.of(Split.TRAIN)))
        .ifPresent(defect -> defects.add(FILE, row.number(), defect));
    OptionalInt label = classes.add(FILE, row.number(), row.get(3), row.get(4));
    checkPath(row.number(), row.get(5));
    if (split.isPresent() && label.isPresent()) {
      samples.addSample(split.get(), label.getAsInt());
      subjects.add(subjectId);
    }
  }

  private void checkSampleId(CsvReader.Row row) {
    String id = row.get(0);
    if (id.isBlank()) {
      defects.add(FILE, row.number(), "sample_id is empty: give every sample its own id");
    } else if (!sampleIds.add(id.getBytes(StandardCharsets.UTF_8))) {
      defects.add(
          FILE,
          row.number(),
          "sample_id %s was used by an earlier row: give every sample its own id"
              .formatted(Defects.quote(id)));
    }
  }

  private Optional<Split> split(CsvReader.Row row) {
    Optional<Split> split = Labelled.find(Split.class, row.get(2));
    if (split.isEmpty()) {
      defects.add(
          FILE,
          row.number(),
          "split %s must be train, test or validation, in lower case"
              .formatted(Defects.quote(row.get(2))));
    }
    return split;
  }

  private void checkPath(long row, String path) {
    if (!BundleFiles.isPlain(path)) {
      defects.add(
          FILE,
          row,
          "path %s must be relative, with / between its steps and without . or .. steps"
              .formatted(Defects.quote(path)));
    } else if (!paths.add(path.getBytes(StandardCharsets.UTF_8))) {
      defects.add(
          FILE,
          row,
          "path %s was used by an earlier row: an image belongs to one sample"
              .formatted(Defects.quote(path)));
    } else {
      checkFile(row, path);
    }
  }

  private void checkFile(long row, String path) {
    switch (files.lookUp(path)) {
      case PRESENT -> {
        // as it should be
      }
      case MISSING ->
          defects.add(
              FILE,
              row,
              "image %s is missing: add the file or take the row out"
                  .formatted(Defects.quote(path)));
      case OUTSIDE ->
          defects.add(
              FILE,
              row,
              "path %s leads out of the bundle through a link: copy the file into the bundle"
                  .formatted(Defects.quote(path)));
    }
  }
}
