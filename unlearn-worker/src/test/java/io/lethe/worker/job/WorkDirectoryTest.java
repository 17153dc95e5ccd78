// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.loop.BegunWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
  @TempDir private Path root;

  @Test
  void shouldDeleteWhatAKilledWorkerLeftHalfMade() throws IOException {
    Path leftover;
    try (WorkDirectory killed = WorkDirectory.open(root)) {
      leftover = killed.newVersion();
      Files.createDirectories(leftover);
      Files.writeString(leftover.resolve("weights"), "half");
      Files.createDirectories(killed.imageCache());
    }

    try (WorkDirectory next = WorkDirectory.open(root)) {
      assertThat(leftover).doesNotExist();
      assertThat(next.imageCache()).exists();
    }
  }

  @Test
  void shouldKeepNoNoteOfWhatWasAtWorkWhenTheWorkerWasStopped() {
    WorkDirectory stopped = WorkDirectory.open(root);
    BegunWork.Note stuck = stopped.begun().begin("a", () -> false);
    assertThat(root.resolve("begun")).isNotEmptyDirectory();

    stopped.stopNoting();

    assertThat(root.resolve("begun")).isEmptyDirectory();
    stuck.close();
    stopped.close();
  }

  @Test
  void shouldBelongToOneWorker() {
    try (WorkDirectory first = WorkDirectory.open(root)) {
      assertThat(first.imageCache()).hasParentRaw(root);
      assertThatThrownBy(() -> WorkDirectory.open(root))
          .hasMessage("another worker uses " + root + "; give every worker its own work directory");
    }
  }
}
