// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where a store writes before it publishes. Every store has its own folder and, as long as it
 * lives, a lock on the file beside it: a folder whose lock is free was left by a process that died,
 * and is removed.
 */
final class StagingArea {

  private static final String LOCK = ".lock";

  /** Folders of this process: opening and closing another channel on their lock would free it. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;

  /** Held, never read: the process owns the folder as long as the lock lives. */
  @SuppressWarnings({"unused", "FieldCanBeLocal"})
  private final FileLock lock;

  private StagingArea(Path folder, FileLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  // the channel stays open as long as the store lives
  @SuppressWarnings("resource")
  static StagingArea open(Path parent) throws IOException {
    Files.createDirectories(parent);
    removeLeftovers(parent);
    Path folder = parent.toRealPath().resolve(UUID.randomUUID().toString());
    Path lockFile = lockFile(folder);
    OWN.add(lockFile);
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    Files.createDirectory(folder);
    return new StagingArea(folder, lock);
  }

  /** A path in the folder that nobody else uses. */
  Path fresh() {
    return folder.resolve(UUID.randomUUID().toString());
  }

  private static Path lockFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  private static void removeLeftovers(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent.toRealPath())) {
      for (Path lockFile : entries.filter(each -> each.toString().endsWith(LOCK)).toList()) {
        if (!OWN.contains(lockFile)) {
          removeIfDead(lockFile);
        }
      }
    }
  }

  private static void removeIfDead(Path lockFile) throws IOException {
    String name = lockFile.getFileName().toString();
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held != null) {
        Folders.delete(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
        Files.deleteIfExists(lockFile);
      }
    } catch (NoSuchFileException e) {
      // another process removed it first, which is as good
      return;
    }
  }
}
