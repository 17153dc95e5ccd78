package io.lethe.learning.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dataset as its owner has it: a folder or zip file with {@code samples.csv} (columns {@code
 * sample_id,subject_id,split,label,class_name,path}) and the images it names. Ordinals are the
 * order of its rows. It knows subject ids, so it never leaves the side of whoever registers it.
 */
public final class DatasetBundle implements BundleSource {

  private final BundleFiles files;
  private final BundleIndex index;
  private final String digest;
  private final String[] subjectIds;
  private final String[] paths;
  private final long[] rows;

  private DatasetBundle(BundleFiles files, BundleIndex index, List<SampleTable.Sample> samples) {
    this.files = files;
    this.index = index;
    this.digest = Sha256.hexDigest(index.toCsv());
    this.subjectIds = samples.stream().map(SampleTable.Sample::subjectId).toArray(String[]::new);
    this.paths = samples.stream().map(SampleTable.Sample::path).toArray(String[]::new);
    this.rows = samples.stream().mapToLong(SampleTable.Sample::row).toArray();
  }

  /**
   * Opens a bundle, checks every row and reads every image once for its SHA-256.
   *
   * @throws DatasetException naming file, row and rule of the first defects, if there are any
   */
  public static DatasetBundle open(Path folderOrZip) {
    try {
      BundleFiles files = BundleFiles.open(folderOrZip);
      try {
        return read(files, new Defects(folderOrZip.toString()));
      } catch (IOException | RuntimeException e) {
        files.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DatasetException("dataset %s cannot be read".formatted(folderOrZip), e);
    }
  }

  private static DatasetBundle read(BundleFiles files, Defects defects) throws IOException {
    SampleTable table = SampleTable.read(files, defects);
    List<SampleTable.Sample> samples = table.samples();
    BundleIndex.Builder index = new BundleIndex.Builder();
    for (SampleTable.Sample sample : samples) {
      byte[] image = readImage(files, sample, defects);
      index.add(sample.split(), sample.label(), Sha256.digest(image), image.length, "");
    }
    defects.throwIfAny();
    return new DatasetBundle(files, index.build(table.classNames()), samples);
  }

  private static byte[] readImage(BundleFiles files, SampleTable.Sample sample, Defects defects) {
    String name = "image " + Defects.quote(sample.path());
    try {
      byte[] image = files.read(sample.path());
      if (image.length == 0) {
        defects.add(SampleTable.FILE, sample.row(), name + " is empty: replace the file");
      }
      return image;
    } catch (IOException e) {
      defects.add(SampleTable.FILE, sample.row(), name + " cannot be read: " + e.getMessage());
      return new byte[0];
    }
  }

  /** Returns the SHA-256 of the index with empty subject keys; a folder and its zip share it. */
  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<IndexEntry> index() {
    return index.entries();
  }

  @Override
  public byte[] image(int ordinal) throws IOException {
    byte[] image = files.read(paths[ordinal]);
    if (!index.matches(ordinal, image)) {
      throw new IOException("has changed since the bundle was opened: open the bundle again");
    }
    return image;
  }

  @Override
  public String describe(int ordinal) {
    return "%s row %d: image %s"
        .formatted(SampleTable.FILE, rows[ordinal], Defects.quote(paths[ordinal]));
  }

  /**
   * Returns the sorted ordinals of all train samples that these subjects own.
   *
   * @throws DatasetException counting the ids that own no train sample, without naming one
   */
  public int[] ordinalsOf(Collection<String> wantedSubjectIds) {
    Set<String> wanted = Set.copyOf(wantedSubjectIds);
    Map<String, int[]> owned = trainOrdinalsBySubject();
    long unknown = wanted.stream().filter(id -> !owned.containsKey(id)).count();
    if (unknown > 0) {
      throw new DatasetException(
          "%d of %d subject ids own no train sample of this dataset: check that the ids are of it"
              .formatted(unknown, wanted.size()));
    }
    return wanted.stream().flatMapToInt(id -> Arrays.stream(owned.get(id))).sorted().toArray();
  }

  /** Returns a fresh map from subject id to the sorted ordinals of the train samples it owns. */
  public Map<String, int[]> trainOrdinalsBySubject() {
    return Ordinals.byOwner(
        index.size(),
        ordinal -> index.split(ordinal) == Split.TRAIN,
        ordinal -> subjectIds[ordinal]);
  }

  /**
   * Reads a file that names subjects, one id a line; blank lines and lines from # are skipped.
   *
   * @throws DatasetException if the file cannot be read or names nobody
   */
  public static List<String> readSubjects(Path file) {
    return SubjectFile.read(file);
  }

  /** Returns the samples with these keys instead of the subject ids, for registration. */
  BundleIndex indexWithKeys(Map<String, String> keyBySubjectId) {
    return index.withSubjectKeys(
        Arrays.stream(subjectIds)
            .map(id -> id.isEmpty() ? "" : keyBySubjectId.get(id))
            .toArray(String[]::new));
  }

  /** Returns every subject id that owns a sample of any split. */
  Set<String> subjectIds() {
    Set<String> ids = new HashSet<>(Arrays.asList(subjectIds));
    ids.remove("");
    return ids;
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException("dataset files cannot be closed", e);
    }
  }
}
