// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.domain.file.Folders;
import io.lethe.domain.file.LockFile;
import io.lethe.kit.loop.BegunWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which one worker prepares versions, keeps decoded images and notes the job that it
 * is at. It is locked, so that what a killed worker left half-made can be deleted without touching
 * another's work.
 */
public final class WorkDirectory implements AutoCloseable {
  private static final String VERSION_PREFIX = "version-";
  private final Path root;
  private final LockFile lock;
  private final BegunWork begun;

  private WorkDirectory(Path root, LockFile lock) {
    this.root = root;
    this.lock = lock;
    begun = BegunWork.in(root.resolve("begun"), "working on it");
  }

  /**
   * Takes the folder for this worker, makes it if needed, and deletes half-made versions in it.
   *
   * @throws IllegalStateException if another worker holds it
   * @throws UncheckedIOException if it cannot be made, locked or cleared
   */
  public static WorkDirectory open(Path root) {
    try {
      Files.createDirectories(root);
      LockFile lock = LockFile.tryHold(root.resolve("lock")).orElseThrow(() -> inUse(root));
      WorkDirectory directory = new WorkDirectory(root, lock);
      directory.clear();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("the work directory " + root + " cannot be used", e);
    }
  }

  private static IllegalStateException inUse(Path root) {
    return new IllegalStateException(
        "another worker uses " + root + "; give every worker its own work directory");
  }

  /** Where decoded images are kept between jobs. */
  public Path imageCache() {
    return root.resolve("images");
  }

  /** Which jobs were begun here and have not come to an end. */
  BegunWork begun() {
    return begun;
  }

  /** The worker is being stopped: the job that runs is not to blame for its end. */
  public void stopNoting() {
    begun.close();
  }

  /** A path for one new version, not existing yet, in a folder of its own. */
  Path newVersion() throws IOException {
    return Files.createTempDirectory(root, VERSION_PREFIX).resolve("model");
  }

  /** Deletes what {@link #newVersion()} gave. */
  void discard(Path version) throws IOException {
    Folders.delete(Folders.parentOf(version));
  }

  private void clear() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(root)) {
      leftovers =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith(VERSION_PREFIX))
              .toList();
    }
    for (Path leftover : leftovers) {
      Folders.delete(leftover);
    }
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    stopNoting();
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the work directory " + root + " cannot be released", e);
    }
  }
}
