// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.dataset.Subjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dataset as its owner has it. It knows subject ids, so it never leaves the side of whoever
 * registers it. What lies there tells which kind it is:
 *
 * <ul>
 *   <li>a bundle: a folder or zip file with {@code samples.csv} (columns {@code
 *       sample_id,subject_id,split,label,class_name,path}) and the images it names; ordinals are
 *       the order of its rows;
 *   <li>an image folder: a folder or zip file with images in split/class/file, and perhaps {@code
 *       subjects.csv} (columns {@code path,subject_id}); ordinals go by split (train, test,
 *       validation), class and file name;
 *   <li>Parquet: a folder with files such as {@code train-*.parquet} and {@code test-*.parquet}
 *       whose image column is a struct with {@code bytes}; ordinals go by split, file name and row.
 * </ul>
 */
public final class DatasetBundle extends IndexedBundle {

  private static final Logger LOGGER = LoggerFactory.getLogger(DatasetBundle.class);

  private final Subjects subjects;
  private final RawImages images;

  private DatasetBundle(RawDataset dataset) {
    super(dataset.index(), dataset.index().digest());
    this.subjects = dataset.subjects();
    this.images = dataset.images();
  }

  /** Opens a dataset as {@link #open(Path, SourceOptions)} with every default. */
  public static DatasetBundle open(Path dataset) {
    return open(dataset, SourceOptions.defaults());
  }

  /**
   * Opens a dataset, checks every row and reads every image once for its SHA-256. A dataset without
   * subjects opens with a warning: nothing of it can be forgotten.
   *
   * @throws DatasetException naming file, row and rule of the first defects, if there are any, or
   *     what was looked for and not found
   */
  public static DatasetBundle open(Path dataset, SourceOptions options) {
    try {
      DatasetBundle opened = new DatasetBundle(SourceFormat.open(dataset, options));
      if (!opened.hasSubjects()) {
        LOGGER
            .atWarn()
            .setMessage("Dataset names no subjects, so that nothing of it can be forgotten")
            .addKeyValue("dataset", dataset)
            .log();
      }
      if (opened.subjectsSpelledSeveralWays() > 0) {
        LOGGER
            .atWarn()
            .setMessage("Subject ids are written in several forms; each subject is one person")
            .addKeyValue("dataset", dataset)
            .addKeyValue("subjects", opened.subjectsSpelledSeveralWays())
            .addKeyValue("rule", opened.subjectRule().words())
            .log();
      }
      return opened;
    } catch (IOException e) {
      throw new DatasetException("dataset %s cannot be read".formatted(dataset), e);
    }
  }

  @Override
  public byte[] image(int ordinal) throws IOException {
    byte[] image = images.read(ordinal);
    if (!index.matches(ordinal, image)) {
      throw new IOException("has changed since the dataset was opened: open the dataset again");
    }
    return image;
  }

  @Override
  public String describe(int ordinal) {
    return images.describe(ordinal);
  }

  /** Tells whether train samples have owners; all or none have. */
  public boolean hasSubjects() {
    for (int ordinal = 0; ordinal < size(); ordinal++) {
      if (split(ordinal) == Split.TRAIN) {
        return owner(ordinal) != Owners.NOBODY;
      }
    }
    return false;
  }

  /**
   * Returns the sorted ordinals of all train samples that these subjects own.
   *
   * @param wantedSubjectIds in any form that is the same person's
   * @throws DatasetException counting the ids that own no train sample, without naming one; or if
   *     the dataset names no subjects at all
   * @throws IllegalArgumentException if one cannot be a subject id; see {@link SubjectRule#defect}
   */
  public int[] ordinalsOf(Collection<String> wantedSubjectIds) {
    if (!hasSubjects()) {
      throw new DatasetException(
          "this dataset names no subjects, so that nothing of it can be forgotten: say who owns"
              + " which sample (an image folder in subjects.csv or --subjects-csv, Parquet in"
              + " --subject-column)");
    }
    Set<String> wanted =
        wantedSubjectIds.stream().map(subjects.rule()::canonical).collect(Collectors.toSet());
    Map<String, int[]> owned = trainOrdinalsBySubject();
    long unknown = wanted.stream().filter(id -> !owned.containsKey(id)).count();
    if (unknown > 0) {
      throw new DatasetException(
          "%d of %d subject ids own no train sample of this dataset: check that the ids are of it"
              .formatted(unknown, wanted.size()));
    }
    return wanted.stream().flatMapToInt(id -> Arrays.stream(owned.get(id))).sorted().toArray();
  }

  /**
   * Returns the sorted ordinals of the train samples that each subject owns, by id in its canonical
   * form: an unmodifiable map that makes ids and arrays when asked, because there may be millions.
   */
  public Map<String, int[]> trainOrdinalsBySubject() {
    return subjects.owners().ordinals(ordinal -> index.split(ordinal) == Split.TRAIN);
  }

  /** Counts the subjects who own samples of test or validation, and none of train. */
  public long subjectsOutsideTrain() {
    Map<String, int[]> owned = trainOrdinalsBySubject();
    return subjects
        .owners()
        .ordinals(ordinal -> index.split(ordinal) != Split.TRAIN)
        .keySet()
        .stream()
        .filter(subject -> !owned.containsKey(subject))
        .count();
  }

  /** When two subject ids of this dataset are one person's. */
  public SubjectRule subjectRule() {
    return subjects.rule();
  }

  /** Counts the subjects whose ids stand in the dataset in more than one form. */
  public int subjectsSpelledSeveralWays() {
    return subjects.spelledSeveralWays();
  }

  /**
   * Reads a file that names subjects, one id a line; blank lines and lines from # are skipped. The
   * ids come in Unicode's form NFC, each once.
   *
   * @throws DatasetException if the file cannot be read or names nobody, or a line is no subject id
   */
  public static List<String> readSubjects(Path file) {
    return SubjectFile.read(file);
  }

  /** Returns the samples with these keys instead of the subject ids, for registration. */
  BundleIndex indexWithKeys(UnaryOperator<String> keyOfSubjectId) {
    return index.withOwners(subjects.owners().keyed(keyOfSubjectId));
  }

  @Override
  public int owner(int ordinal) {
    return subjects.owners().of(ordinal);
  }

  @Override
  public void close() {
    try {
      images.close();
    } catch (IOException e) {
      throw new UncheckedIOException("dataset files cannot be closed", e);
    }
  }
}
