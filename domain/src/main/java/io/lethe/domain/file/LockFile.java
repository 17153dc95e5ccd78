// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that is held: by one holder of all processes of this machine, and of all threads of this
 * one. The file stays when it is let go; the lock of a process that dies goes with it.
 *
 * <p>A process's locks are the process's, not the channel's: POSIX frees them when any channel on
 * the file is closed. So who holds what in this process is known here, and a file that is held in
 * it is never opened a second time.
 */
public final class LockFile implements AutoCloseable {

  private static final Map<Path, Semaphore> IN_PROCESS = new ConcurrentHashMap<>();

  /** On files that a library holds in this process; a close would free them. */
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final FileChannel channel;
  private final Semaphore inProcess;
  private final AtomicBoolean held = new AtomicBoolean(true);

  private LockFile(FileChannel channel, Semaphore inProcess) {
    this.channel = channel;
    this.inProcess = inProcess;
  }

  /** What is done while a file is held. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Holds the file, which is made if missing, unless somebody else does.
   *
   * @param file in a folder that exists
   * @return empty if somebody else holds it
   * @throws IOException if it cannot be made or locked
   */
  public static Optional<LockFile> tryHold(Path file) throws IOException {
    Semaphore inProcess = inProcess(file);
    if (!inProcess.tryAcquire()) {
      return Optional.empty();
    }
    return locked(file, inProcess, false);
  }

  /**
   * Waits for the file, which is made if missing, and holds it during the work, which must not ask
   * for it again.
   *
   * @param file in a folder that exists
   * @throws IOException if it cannot be made or locked, or the work throws it
   */
  public static <T> T whileHeld(Path file, Work<T> work) throws IOException {
    Semaphore inProcess = inProcess(file);
    inProcess.acquireUninterruptibly();
    LockFile lock =
        locked(file, inProcess, true)
            .orElseThrow(
                () -> new IOException(file + " is locked in this process by somebody else"));
    try (lock) {
      return work.run();
    }
  }

  private static Semaphore inProcess(Path file) throws IOException {
    Path real = Folders.parentOf(file).toRealPath().resolve(file.getFileName());
    return IN_PROCESS.computeIfAbsent(real, path -> new Semaphore(1));
  }

  /** Locks what is held in this process, or lets it go there too. */
  private static Optional<LockFile> locked(Path file, Semaphore inProcess, boolean wait)
      throws IOException {
    boolean locked = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      locked = isLocked(channel, wait);
      return locked ? Optional.of(new LockFile(channel, inProcess)) : Optional.empty();
    } finally {
      if (!locked) {
        inProcess.release();
      }
    }
  }

  private static boolean isLocked(FileChannel channel, boolean wait) throws IOException {
    boolean close = true;
    try {
      boolean locked = (wait ? channel.lock() : channel.tryLock()) != null;
      close = !locked;
      return locked;
    } catch (OverlappingFileLockException e) {
      NEVER_CLOSED.add(channel);
      close = false;
      return false;
    } finally {
      if (close) {
        channel.close();
      }
    }
  }

  /** Lets the file go; once more does nothing. */
  @Override
  public void close() throws IOException {
    if (held.compareAndSet(true, false)) {
      try (channel) {
        // closing it frees the lock
      } finally {
        inProcess.release();
      }
    }
  }
}
