// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import io.lethe.domain.file.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a store writes before it publishes. Every store has its own folder and, as long as it
 * lives, a lock on the file beside it: a folder whose lock is free was left by a process that died,
 * and is removed.
 */
final class StagingArea {

  private static final String LOCK = ".lock";

  private final Path folder;

  /** Held, never read: the process owns the folder as long as the lock lives. */
  @SuppressWarnings({"unused", "FieldCanBeLocal"})
  private final LockFile lock;

  private StagingArea(Path folder, LockFile lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static StagingArea open(Path parent) throws IOException {
    DurableFiles.createFolders(parent); // above it lies what is kept
    removeLeftovers(parent);
    Path folder = parent.toRealPath().resolve(UUID.randomUUID().toString());
    LockFile lock =
        LockFile.tryHold(lockFile(folder))
            .orElseThrow(() -> new IOException("Staging folder " + folder + " is another's"));
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
        removeIfDead(lockFile);
      }
    }
  }

  private static void removeIfDead(Path lockFile) throws IOException {
    String name = lockFile.getFileName().toString();
    Optional<LockFile> lock = LockFile.tryHold(lockFile);
    if (lock.isPresent()) {
      LockFile held = lock.get();
      try (held) {
        Folders.delete(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
        Files.deleteIfExists(lockFile);
      }
    }
  }
}
