// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.Defects;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten million rows in a heap of 1.5 GB, which leaves half a gigabyte to the rest of a process. */
@Tag("nightly")
class LargeIndexTest {

  private static final int ROWS = 10_000_000;
  private static final int TRAIN = ROWS / 10 * 9;
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void shouldOpenTenMillionRowsAndFindEverySubject(int rowsOfASubject) throws IOException {
    writeRegistered(rowsOfASubject);
    long start = System.nanoTime();

    try (RegisteredBundle bundle = RegisteredBundle.open(directory)) {
      long opened = System.nanoTime();
      Map<String, int[]> owned = bundle.ordinalsBySubjectKey();
      long samples = 0;
      int previous = -1;
      for (Map.Entry<String, int[]> subject : owned.entrySet()) {
        samples += subject.getValue().length;
        assertThat(subject.getValue()[0])
            .as("in the order of first samples")
            .isGreaterThan(previous);
        previous = subject.getValue()[0];
      }

      assertThat(bundle.size()).isEqualTo(ROWS);
      assertThat(samples).isEqualTo(TRAIN);
      assertThat(owned).hasSize(TRAIN / rowsOfASubject);
      int last = TRAIN - 1;
      assertThat(owned.get(bundle.index().get(last).subjectKey())).contains(last);
      report(rowsOfASubject + " rows a subject", opened - start, System.nanoTime() - opened);
      assertThat(bundle.label(last)).isEqualTo(last % 1000);
      assertThat(bundle.identicalPictures().trainTwins(last)).isEmpty();
    }
  }

  private void writeRegistered(int rowsOfASubject) throws IOException {
    try (BufferedWriter out =
        Files.newBufferedWriter(
            directory.resolve(RegisteredBundle.INDEX), StandardCharsets.US_ASCII)) {
      out.write(String.join(",", BundleIndex.COLUMNS) + "\n");
      for (int ordinal = 0; ordinal < ROWS; ordinal++) {
        boolean train = ordinal < TRAIN;
        out.write(Integer.toString(ordinal));
        out.write(train ? ",train," : ",test,");
        int label = ordinal % 1000;
        out.write(label + ",class-" + label + ",");
        out.write(digest(ordinal));
        out.write(",1,");
        out.write(train ? digest(~(long) (ordinal / rowsOfASubject)) : "");
        out.write("\n");
      }
    }
    try (RandomAccessFile images =
        new RandomAccessFile(directory.resolve(RegisteredBundle.IMAGES).toFile(), "rw")) {
      images.setLength(ROWS);
    }
  }

  /** 64 hex digits that look like a digest. */
  private static String digest(long seed) {
    byte[] bytes = new byte[Digests.SHA256_BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void shouldReadATableOfTenMillionSamplesAndGiveThemKeys() throws IOException {
    long start = System.nanoTime();
    BundleFiles files = new MadeUpFiles();
    Defects defects = new Defects("made up");
    RawDataset raw = SampleTable.read(files, SubjectRule.CASE_KEPT, defects).read(files, defects);
    long opened = System.nanoTime();

    BundleIndex keyed = raw.index().withOwners(raw.subjects().owners().keyed(BundleFixture::key));

    assertThat(keyed.digest()).isNotEqualTo(raw.index().digest());
    assertThat(keyed.trainOrdinalsByOwner()).hasSize(TRAIN / MadeUpFiles.ROWS_OF_A_SUBJECT);
    report("raw table", opened - start, System.nanoTime() - opened);
    assertThat(raw.images().read(ROWS - 1)).isEqualTo(keyedImage(raw, ROWS - 1));
    assertThat(keyed.size()).isEqualTo(ROWS);
  }

  private static byte[] keyedImage(RawDataset raw, int ordinal) throws IOException {
    byte[] image = raw.images().read(ordinal);
    assertThat(raw.index().matches(ordinal, image)).isTrue();
    return image;
  }

  /** A bundle of ten million images, each made up as it is asked for. */
  private static final class MadeUpFiles implements BundleFiles {

    static final int ROWS_OF_A_SUBJECT = 10;

    @Override
    public Lookup find(String path) {
      return Lookup.PRESENT;
    }

    @Override
    public List<String> children(String folder) {
      return List.of();
    }

    @Override
    public InputStream stream(String path) {
      return path.equals(SampleTable.FILE)
          ? new LineStream(ROWS + 1, MadeUpFiles::line)
          : new ByteArrayInputStream(path.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(int number) {
      if (number == 0) {
        return String.join(",", SampleTable.COLUMNS) + "\n";
      }
      int row = number - 1;
      boolean train = row < TRAIN;
      int label = row % 1000;
      return "sample-%d,%s,%s,%d,class-%d,pictures/class-%d/%d.jpg\n"
          .formatted(
              row,
              train ? "person-" + row / ROWS_OF_A_SUBJECT + "@example.org" : "",
              train ? "train" : "test",
              label,
              label,
              label,
              row);
    }

    @Override
    public void close() {}
  }

  /** Text that is made line by line. */
  private static final class LineStream extends InputStream {

    private final int lines;
    private final IntFunction<String> line;
    private byte[] current = new byte[0];
    private int at;
    private int next;

    LineStream(int lines, IntFunction<String> line) {
      this.lines = lines;
      this.line = line;
    }

    private boolean isAtEnd() {
      if (at == current.length && next < lines) {
        current = line.apply(next++).getBytes(StandardCharsets.US_ASCII);
        at = 0;
      }
      return at == current.length;
    }

    @Override
    public int read() {
      return isAtEnd() ? -1 : current[at++];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (isAtEnd()) {
        return -1;
      }
      int count = Math.min(length, current.length - at);
      System.arraycopy(current, at, target, offset, count);
      at += count;
      return count;
    }
  }

  @SuppressWarnings("SystemOut") // a measurement, for who runs it
  private static void report(String what, long openNanos, long subjectsNanos) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%d rows, %s: %d MB of heap held, limit %d MB; open %d s, subjects %d s%n",
        ROWS,
        what,
        (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
        runtime.maxMemory() / MEGABYTE,
        openNanos / 1_000_000_000,
        subjectsNanos / 1_000_000_000);
    assertThat(runtime.maxMemory()).as("run with -Pnightly").isLessThanOrEqualTo(2048 * MEGABYTE);
  }
}
