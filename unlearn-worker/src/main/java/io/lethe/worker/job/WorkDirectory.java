// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one worker prepares versions and keeps decoded images. It is locked, so that
 * what a killed worker left half-made can be deleted without touching another's work.
 */
public final class WorkDirectory implements AutoCloseable {
  private static final String VERSION_PREFIX = "version-";
  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private WorkDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
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
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new IllegalStateException(
            "another worker uses " + root + "; give every worker its own work directory");
      }
      WorkDirectory directory = new WorkDirectory(root, channel, lock);
      directory.clear();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("the work directory " + root + " cannot be used", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Where decoded images are kept between jobs. */
  public Path imageCache() {
    return root.resolve("images");
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
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException("the work directory " + root + " cannot be released", e);
    }
  }
}
