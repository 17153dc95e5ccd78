// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.dataset.Subjects;
import io.lethe.learning.source.ParquetFiles.ParquetFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.parquet.example.data.Group;

/**
 * Parquet files with an image column, as Hugging Face's datasets library writes them. Ordinals go
 * through train, test, validation, in each through the files by name, in each through its rows.
 */
final class ParquetFolder {

  private final SourceOptions options;
  private final Defects defects;
  private final ClassTable classes;
  private final BundleIndex.Builder samples = new BundleIndex.Builder();
  private final Subjects.Builder subjects;
  private final List<Part> parts = new ArrayList<>();

  /** A file and its first ordinal. */
  private record Part(String name, int first) {}

  private ParquetFolder(SourceOptions options, Defects defects) {
    this.options = options;
    this.defects = defects;
    this.classes = new ClassTable(defects);
    this.subjects = new Subjects.Builder(options.subjectRule());
  }

  /**
   * Reads every row once.
   *
   * @throws DatasetException listing the first defects when there are any
   */
  static RawDataset read(Path folder, SourceOptions options, Defects defects) throws IOException {
    List<ParquetFile> files = ParquetFiles.find(folder, options, defects);
    defects.throwIfAny();
    ParquetFolder reading = new ParquetFolder(options, defects);
    String subject = reading.subjectColumn(files);
    ImageSpool spool = new ImageSpool();
    try {
      for (ParquetFile file : files) {
        reading.read(file, subject, spool);
      }
      SampleRules.check("the folder", reading.samples, reading.classes, defects);
      BundleIndex index =
          reading.samples.build(reading.classes.names(), Owners.nobody(reading.samples.samples()));
      ConcatenatedImages images = spool.finish(index.imageOffsets());
      return new RawDataset(
          index, reading.subjects.build(), new PartImages(images, List.copyOf(reading.parts)));
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /** Returns the subject column; the empty string if none is named and no train file has one. */
  private String subjectColumn(List<ParquetFile> files) throws IOException {
    if (options.subjectColumn().isPresent()) {
      return options.subjectColumn().get();
    }
    for (ParquetFile file : files) {
      try (ParquetImageFile parquet = ParquetImageFile.open(file)) {
        if (file.split() == Split.TRAIN
            && parquet.schema().containsField(SourceOptions.SUBJECT_COLUMN)) {
          return SourceOptions.SUBJECT_COLUMN;
        }
      }
    }
    return "";
  }

  private void read(ParquetFile file, String subject, ImageSpool spool) throws IOException {
    try (ParquetImageFile parquet = ParquetImageFile.open(file)) {
      boolean mayLack = file.split() != Split.TRAIN && !parquet.schema().containsField(subject);
      Optional<ParquetColumns> columns =
          ParquetColumns.find(
              file.name(), parquet.schema(), options, mayLack ? "" : subject, defects);
      List<String> classNames =
          HuggingFaceMetadata.classNames(
              file.name(), parquet.metadata(), options.labelColumn(), defects);
      if (columns.isPresent()) {
        parts.add(new Part(file.name(), samples.samples()));
        boolean subjectNeeded = file.split() == Split.TRAIN && !subject.isEmpty();
        Rows rows = new Rows(file, columns.get(), classNames, subjectNeeded, spool);
        parquet.read(columns.get().projection(), rows::add);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Takes the rows of one file. */
  private final class Rows {

    private final ParquetFile file;
    private final ParquetColumns columns;
    private final List<String> classNames;
    private final boolean subjectNeeded;
    private final ImageSpool spool;
    private long row;

    Rows(
        ParquetFile file,
        ParquetColumns columns,
        List<String> classNames,
        boolean subjectNeeded,
        ImageSpool spool) {
      this.file = file;
      this.columns = columns;
      this.classNames = classNames;
      this.subjectNeeded = subjectNeeded;
      this.spool = spool;
    }

    void add(Group values) {
      row++;
      String subject = columns.subject(values);
      SubjectFile.defectOf(subject, subjectNeeded).ifPresent(this::defect);
      byte[] image = columns.image(values);
      if (image.length == 0) {
        defect(
            "the image has no bytes, perhaps only a path: embed the images in the file"
                + " (datasets: embed_external_files)");
      } else if (image.length > BundleFiles.MAX_FILE_BYTES) {
        defect("the image is larger than " + BundleFiles.MAX_FILE_BYTES + " bytes: shrink it");
      }
      OptionalInt label = label(columns.label(values));
      if (label.isPresent()) {
        samples.addSample(file.split(), label.getAsInt());
        samples.addImage(Digests.sha256(image), image.length);
        subjects.add(subject);
        spool(image);
      }
    }

    private OptionalInt label(OptionalLong value) {
      if (value.isEmpty() || value.getAsLong() < 0 || value.getAsLong() > ClassTable.MAX_LABEL) {
        String text = value.isEmpty() ? "empty" : Long.toString(value.getAsLong());
        defect(
            "label %s is not a whole number from 0 to %d: number the classes 0 to K-1"
                .formatted(text, ClassTable.MAX_LABEL));
        return OptionalInt.empty();
      }
      int label = (int) value.getAsLong();
      if (!classNames.isEmpty() && label >= classNames.size()) {
        defect(
            "label %d is beyond the %d class names of the file's metadata: write the file again"
                .formatted(label, classNames.size()));
        return OptionalInt.empty();
      }
      String name = classNames.isEmpty() ? Integer.toString(label) : classNames.get(label);
      return classes.add(file.name() + " row " + row, label, name);
    }

    private void spool(byte[] image) {
      try {
        spool.add(image);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void defect(String text) {
      defects.add(file.name(), row, text);
    }
  }

  /** Images that were taken out of the files. */
  private record PartImages(ConcatenatedImages images, List<Part> parts) implements RawImages {

    @Override
    public byte[] read(int ordinal) throws IOException {
      return images.read(ordinal);
    }

    @Override
    public String describe(int ordinal) {
      Part part = parts.get(0);
      for (Part candidate : parts) {
        part = candidate.first() <= ordinal ? candidate : part;
      }
      return part.name() + " row " + (ordinal - part.first() + 1) + ": the image";
    }

    @Override
    public void close() throws IOException {
      images.close();
    }
  }
}
