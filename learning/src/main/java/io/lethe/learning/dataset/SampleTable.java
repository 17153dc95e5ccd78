package io.lethe.learning.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code samples.csv} of a raw bundle and checks every row against the bundle's rules. */
final class SampleTable {

  static final String FILE = "samples.csv";
  static final List<String> COLUMNS =
      List.of("sample_id", "subject_id", "split", "label", "class_name", "path");

  /** A row that keeps every rule; {@code row} counts from the header, which is row 1. */
  record Sample(long row, String subjectId, Split split, int label, String path) {

    /** Leaves the subject id out. */
    @Override
    public String toString() {
      return FILE + " row " + row;
    }
  }

  private final BundleFiles files;
  private final Defects defects;
  private final ClassTable classes;
  private final List<Sample> samples = new ArrayList<>();
  private final Set<String> sampleIds = new HashSet<>();
  private final Set<String> paths = new HashSet<>();
  private final Map<String, String> subjectIds = new HashMap<>();
  private final Set<Split> splits = EnumSet.noneOf(Split.class);

  private SampleTable(BundleFiles files, Defects defects) {
    this.files = files;
    this.defects = defects;
    this.classes = new ClassTable(FILE, defects);
  }

  /**
   * Reads and checks the table.
   *
   * @throws DatasetException listing the first defects when there are any
   */
  static SampleTable read(BundleFiles files, Defects defects) throws IOException {
    SampleTable table = new SampleTable(files, defects);
    if (files.find(FILE) != BundleFiles.Lookup.PRESENT) {
      defects.add(
          FILE + " is missing: it must lie at the top of the folder or zip, not in a subfolder");
      defects.throwIfAny();
    }
    new CsvReader(FILE, COLUMNS, defects).read(files.stream(FILE), table::addRow);
    table.classes.checkNoGap();
    table.requireSplit(Split.TRAIN);
    table.requireSplit(Split.TEST);
    defects.throwIfAny();
    return table;
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  List<String> classNames() {
    return classes.names();
  }

  private void addRow(CsvReader.Row row) {
    checkSampleId(row);
    Optional<Split> split = split(row);
    checkSubjectId(row, split);
    OptionalInt label = classes.add(row.number(), row.get(3), row.get(4));
    checkPath(row.number(), row.get(5));
    if (split.isPresent() && label.isPresent()) {
      String subjectId = subjectIds.computeIfAbsent(row.get(1), id -> id);
      samples.add(new Sample(row.number(), subjectId, split.get(), label.getAsInt(), row.get(5)));
    }
  }

  private void checkSampleId(CsvReader.Row row) {
    String id = row.get(0);
    if (id.isBlank()) {
      defects.add(FILE, row.number(), "sample_id is empty: give every sample its own id");
    } else if (!sampleIds.add(id)) {
      defects.add(
          FILE,
          row.number(),
          "sample_id %s was used by an earlier row: give every sample its own id"
              .formatted(Defects.quote(id)));
    }
  }

  private Optional<Split> split(CsvReader.Row row) {
    Optional<Split> split = Split.ofWord(row.get(2));
    split.ifPresentOrElse(
        splits::add,
        () ->
            defects.add(
                FILE,
                row.number(),
                "split %s must be train, test or validation, in lower case"
                    .formatted(Defects.quote(row.get(2)))));
    return split;
  }

  /** Speaks of subject ids without ever quoting one. */
  private void checkSubjectId(CsvReader.Row row, Optional<Split> split) {
    String id = row.get(1);
    if (id.isBlank() && split.equals(Optional.of(Split.TRAIN))) {
      defects.add(
          FILE,
          row.number(),
          "subject_id is empty: every train sample needs the person who may ask to be forgotten");
    } else if (!id.equals(id.strip()) || id.startsWith(SubjectFile.COMMENT)) {
      defects.add(
          FILE,
          row.number(),
          "subject_id has blanks around it or begins with #, which subject files cannot name:"
              + " rewrite it");
    }
  }

  private void checkPath(long row, String path) {
    if (!BundleFiles.isPlain(path)) {
      defects.add(
          FILE,
          row,
          "path %s must be relative, with / between its steps and without . or .. steps"
              .formatted(Defects.quote(path)));
    } else if (!paths.add(path)) {
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
    BundleFiles.Lookup found;
    try {
      found = files.find(path);
    } catch (IOException e) {
      found = BundleFiles.Lookup.MISSING;
    }
    if (found == BundleFiles.Lookup.MISSING) {
      defects.add(
          FILE,
          row,
          "image %s is missing: add the file or take the row out".formatted(Defects.quote(path)));
    } else if (found == BundleFiles.Lookup.OUTSIDE) {
      defects.add(
          FILE,
          row,
          "path %s leads out of the bundle through a link: copy the file into the bundle"
              .formatted(Defects.quote(path)));
    }
  }

  private void requireSplit(Split split) {
    if (!splits.contains(split)) {
      defects.add(
          "%s has no %s row: a dataset needs train and test samples".formatted(FILE, split.word()));
    }
  }
}
