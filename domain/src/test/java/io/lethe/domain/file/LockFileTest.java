// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("lock");
  }

  @Test
  void shouldHaveOneHolderAtATime() throws Exception {
    LockFile held = LockFile.tryHold(file).orElseThrow();

    assertThat(LockFile.tryHold(file)).isEmpty();
    assertThat(isFreeForAnotherProcess()).isFalse();

    held.close();
    held.close();
    assertThat(isFreeForAnotherProcess()).isTrue();
    LockFile.tryHold(file).orElseThrow().close();
  }

  @Test
  void shouldStayLockedAgainstOtherProcessesAfterAFailedTryInThisOne() throws Exception {
    try (LockFile held = LockFile.tryHold(file).orElseThrow()) {
      Optional<LockFile> second = LockFile.tryHold(folder.resolve(".").resolve("lock"));

      assertThat(second).isEmpty();
      assertThat(isFreeForAnotherProcess()).as("freed while %s is held", held).isFalse();
    }
  }

  @Test
  void shouldNotFreeWhatALibraryHoldsInThisProcess() throws Exception {
    try (FileChannel library =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = library.lock()) {
      assertThat(LockFile.tryHold(file)).isEmpty();
      assertThatThrownBy(() -> LockFile.whileHeld(file, () -> "work"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("somebody else");
      assertThat(held.isValid()).isTrue();
      assertThat(isFreeForAnotherProcess()).isFalse();
    }
    LockFile.tryHold(file).orElseThrow().close();
  }

  @Test
  void shouldLetOneThreadAfterAnotherWork() throws IOException {
    int[] count = {0};

    IntStream.range(0, 200).parallel().forEach(each -> increment(count));

    assertThat(LockFile.whileHeld(file, () -> count[0])).isEqualTo(200);
  }

  private void increment(int[] count) {
    try {
      LockFile.whileHeld(file, () -> count[0]++);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldLetGoWhereTheWorkFails() throws IOException {
    assertThatThrownBy(
            () ->
                LockFile.whileHeld(
                    file,
                    () -> {
                      throw new IOException("full disk");
                    }))
        .hasMessage("full disk");

    LockFile.tryHold(file).orElseThrow().close();
  }

  @Test
  void shouldNotKeepAFileThatCannotBeMade() {
    Path absent = folder.resolve("lock").resolve("below");

    assertThatThrownBy(() -> LockFile.tryHold(absent)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> LockFile.tryHold(absent)).isInstanceOf(IOException.class);
  }

  private boolean isFreeForAnotherProcess() throws Exception {
    Process other =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    Other.class.getName(),
                    file.toString()))
            .inheritIO()
            .start();
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.exitValue()).isIn(0, 1);
    return other.exitValue() == 0;
  }

  /** Ends with 0 if it could hold the file, else with 1. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      System.exit(LockFile.tryHold(Path.of(arguments[0])).isPresent() ? 0 : 1);
    }
  }
}
