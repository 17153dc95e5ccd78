// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.ByteTable;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.dataset.Subjects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Reads who owns which file of an image folder: a CSV file, one row a file. */
final class SubjectTable {

  static final String FILE = "subjects.csv";
  static final List<String> COLUMNS = List.of("path", "subject_id");

  private final String file;
  private final BundleIndex.Builder samples;
  private final ByteTable paths;
  private final Defects defects;
  private final ByteTable subjectIds = new ByteTable();
  private final int[] subjectOf;
  private final BitSet seen = new BitSet();

  private SubjectTable(String file, BundleIndex.Builder samples, ByteTable paths, Defects defects) {
    this.file = file;
    this.samples = samples;
    this.paths = paths;
    this.defects = defects;
    this.subjectOf = new int[samples.samples()];
    Arrays.fill(subjectOf, Owners.NOBODY);
  }

  /**
   * Returns who owns the samples; nobody, if no table is named and none lies in the folder.
   *
   * @param paths the paths of the samples, numbered by ordinal
   * @throws DatasetException listing the first defects when there are any
   */
  static Subjects read(
      BundleFiles files,
      SourceOptions options,
      BundleIndex.Builder samples,
      ByteTable paths,
      Defects defects)
      throws IOException {
    String name = options.subjectsCsv().map(Object::toString).orElse(FILE);
    boolean named = options.subjectsCsv().isPresent();
    if (named && !Files.isRegularFile(options.subjectsCsv().get())) {
      throw new DatasetException(
          "table of subjects %s does not exist: name a CSV file with the columns %s"
              .formatted(name, String.join(",", COLUMNS)));
    }
    if (!named && files.lookUp(FILE) != BundleFiles.Lookup.PRESENT) {
      return Subjects.nobody(samples.samples(), options.subjectRule());
    }
    SubjectTable table = new SubjectTable(name, samples, paths, defects);
    try (InputStream in =
        named ? Files.newInputStream(options.subjectsCsv().get()) : files.stream(FILE)) {
      new CsvReader(name, COLUMNS, defects).read(in, table::addRow);
    }
    return table.subjects(options.subjectRule());
  }

  private void addRow(CsvReader.Row row) {
    String path = row.get(0);
    int ordinal = paths.find(path.getBytes(StandardCharsets.UTF_8));
    if (ordinal < 0) {
      defects.add(
          file,
          row.number(),
          "path %s is no image of the folder: write it as SPLIT/CLASS/FILE, or take the row out"
              .formatted(Defects.quote(path)));
      return;
    }
    if (seen.get(ordinal)) {
      defects.add(
          file,
          row.number(),
          "path %s was used by an earlier row: an image belongs to one subject"
              .formatted(Defects.quote(path)));
    }
    seen.set(ordinal);
    String id = row.get(1);
    SubjectFile.defectOf(id, samples.split(ordinal) == Split.TRAIN)
        .ifPresent(defect -> defects.add(file, row.number(), defect));
    if (!id.isEmpty()) {
      subjectOf[ordinal] = subjectIds.intern(id.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Subjects subjects(SubjectRule rule) {
    Subjects.Builder subjects = new Subjects.Builder(rule);
    for (int ordinal = 0; ordinal < subjectOf.length; ordinal++) {
      int subject = subjectOf[ordinal];
      if (samples.split(ordinal) == Split.TRAIN && !seen.get(ordinal)) {
        defects.add(
            file,
            "no row names image %s: every train sample needs the person who may ask to be forgotten"
                .formatted(Defects.quote(new String(paths.get(ordinal), StandardCharsets.UTF_8))));
      }
      subjects.add(
          subject == Owners.NOBODY
              ? ""
              : new String(subjectIds.get(subject), StandardCharsets.UTF_8));
    }
    defects.throwIfAny();
    return subjects.build();
  }
}
