// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.text.TextLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was begun and has not come to an end, each noted in a file that outlives the process: work
 * that kills it (native code that breaks, memory that the system takes back) would else be read,
 * begun and killed by at every start, for ever.
 *
 * <p>A note is written before the work begins and removed when it ends in any way but with the
 * process; an orderly stop removes it too ({@link #close}). A note that is found when work begins
 * tells of a death, and where the work was. Who only happened to be at work when somebody pulled
 * the plug is elsewhere each time; who kills dies at one place. So work is given up after {@value
 * #MOST_AT_ONE_PLACE} deaths in a row at one place, and after {@value #MOST_IN_ALL} wherever they
 * were. Work with a death behind it is done while nothing else is, so that no other is blamed.
 *
 * <p>Why: docs/decisions/0048-work-that-never-ends-is-given-up.md.
 */
public final class BegunWork implements AutoCloseable {
  /**
   * So many deaths in a row at one place give work up. Two may be a coincidence, where work is
   * short and services are killed often.
   */
  public static final int MOST_AT_ONE_PLACE = 3;

  /** So many deaths in all give work up: what takes a process' memory does so here and there. */
  public static final int MOST_IN_ALL = 10;

  /** A phase has so many places: a long one is not one place. */
  static final int PLACES = 20;

  private static final Logger LOGGER = LoggerFactory.getLogger(BegunWork.class);
  private static final long LOOK_WHETHER_WANTED_MILLIS = 100;

  private final Path folder;
  private final String what;
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock(true);
  private final Set<Note> open = new HashSet<>();
  private boolean closed;

  private BegunWork(Path folder, String what) {
    this.folder = folder;
    this.what = requireNonNull(what, "what");
  }

  /**
   * The notes in a folder, which is made if it is missing.
   *
   * @param folder of this process alone
   * @param what the work is called where it is given up, such as "measuring it"
   * @throws UncheckedIOException if it cannot be made
   */
  public static BegunWork in(Path folder, String what) {
    try {
      DurableFiles.createFolders(folder);
      try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*")) {
        for (Path part : parts) { // half written when the process ended
          Files.delete(part);
        }
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
    return new BegunWork(folder, what);
  }

  /**
   * Takes note that work begins, on the thread that closes the note; waits for its turn where the
   * process has died of it, or of what was at work with it.
   *
   * @param key names the work, the same after a restart
   * @param cancelled asked while it waits
   * @throws GivenUpException if it must not be begun again
   * @throws CancellationException if cancelled said so
   * @throws UncheckedIOException if the note cannot be written
   */
  public Note begin(String key, BooleanSupplier cancelled) {
    Path file = folder.resolve(Digests.sha256Hex(key.getBytes(UTF_8)));
    try {
      BegunNote before = requireFit(key, file);
      Lock turn = turn(before.deaths() > 0, cancelled);
      boolean begun = false;
      try {
        Note note = note(file, before.at(BegunNote.place("begun", 0, 0)), turn);
        begun = true;
        return note;
      } finally {
        if (!begun) {
          turn.unlock();
        }
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** What is known of the deaths before; NONE where there were none. */
  private BegunNote requireFit(String key, Path file) throws IOException {
    BegunNote found = read(file);
    if (found.isGivenUp()) {
      throw new GivenUpException(found.givenUp());
    }
    if (found.equals(BegunNote.NONE)) {
      return found;
    }
    BegunNote now = found.afterDeath();
    LOGGER
        .atWarn()
        .setMessage("Work was not at its end when the process ended")
        .addKeyValue("work", TextLimit.KEY.cut(key))
        .addKeyValue("diedAt", now.last())
        .addKeyValue("deaths", now.deaths())
        .addKeyValue("deathsAtThisPlace", now.there())
        .log();
    if (now.there() >= MOST_AT_ONE_PLACE) {
      throw givenUp(
          file,
          now,
          "%s ended this process %d times in a row at the same place (%s)"
              .formatted(what, now.there(), now.last()));
    }
    if (now.deaths() >= MOST_IN_ALL) {
      throw givenUp(file, now, "%s ended this process %d times".formatted(what, now.deaths()));
    }
    return now;
  }

  private static GivenUpException givenUp(Path file, BegunNote now, String why) throws IOException {
    write(file, now.givenUp(why));
    return new GivenUpException(why);
  }

  /** A note that cannot be read tells of nothing. */
  private static BegunNote read(Path file) throws IOException {
    try {
      return BegunNote.parse(Files.readAllBytes(file)).orElse(BegunNote.NONE);
    } catch (NoSuchFileException e) {
      return BegunNote.NONE;
    }
  }

  private static void write(Path file, BegunNote note) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(note.head());
    bytes.writeBytes(note.tail());
    DurableFiles.replace(file, bytes.toByteArray());
  }

  private Lock turn(boolean alone, BooleanSupplier cancelled) {
    Lock turn = alone ? turns.writeLock() : turns.readLock();
    try {
      while (!turn.tryLock(LOOK_WHETHER_WANTED_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("cancelled while it waited for its turn");
        }
      }
      return turn;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while it waited for its turn");
    }
  }

  private synchronized Note note(Path file, BegunNote content, Lock turn) throws IOException {
    if (closed) {
      return new Note(file, content, turn, null);
    }
    write(file, content);
    Note note = new Note(file, content, turn, FileChannel.open(file, StandardOpenOption.WRITE));
    open.add(note);
    return note;
  }

  /** The note of one piece of work, until it is closed. */
  public final class Note implements AutoCloseable {
    private final Path file;
    private final BegunNote content;
    private final Lock turn;
    private @Nullable FileChannel channel;
    private String phase = "";
    private long part = -1;

    private Note(Path file, BegunNote content, Lock turn, @Nullable FileChannel channel) {
      this.file = file;
      this.content = content;
      this.turn = turn;
      this.channel = channel;
    }

    /**
     * The work has come to here. Told as often as one likes: little is written, and not forced,
     * because it need not outlive more than the process.
     *
     * @param newPhase a constant name
     * @param done units of the phase that are done, 0 to total
     * @param total units of the phase; 0 where it has none
     */
    public void at(String newPhase, long done, long total) {
      long newPart = total <= 0 ? 0 : PLACES * Math.min(done, total) / total;
      synchronized (BegunWork.this) {
        if (channel == null || (newPart == part && newPhase.equals(phase))) {
          return;
        }
        phase = newPhase;
        part = newPart;
        try {
          channel.write(
              ByteBuffer.wrap(
                  content.at(BegunNote.place(phase, part, total <= 0 ? 0 : PLACES)).tail()),
              content.head().length);
        } catch (IOException e) {
          warn("Where work is could not be noted", e);
        }
      }
    }

    /**
     * The work is not begun again, whatever comes of it now.
     *
     * @param why it is given up
     */
    public void giveUp(String why) {
      synchronized (BegunWork.this) {
        if (channel == null) {
          return;
        }
        letGo();
        try {
          write(file, content.givenUp(why));
        } catch (IOException e) {
          warn("Work that is given up could not be noted", e);
        }
      }
    }

    /** The work has ended, in whatever way. */
    @Override
    public void close() {
      remove();
      turn.unlock();
    }

    private void remove() {
      synchronized (BegunWork.this) {
        if (channel == null) {
          return;
        }
        letGo();
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          warn("The note of work that has ended stays, and counts as a death", e);
        }
      }
    }

    private void letGo() {
      open.remove(this);
      try {
        requireNonNull(channel, "channel").close();
      } catch (IOException e) {
        warn("A note could not be closed", e);
      }
      channel = null;
    }

    private void warn(String message, IOException cause) {
      LOGGER.atWarn().setMessage(message).addKeyValue("note", file).setCause(cause).log();
    }
  }

  /**
   * The process is being stopped: what is still at work is nobody's fault, and no note of it stays
   * but of what was {@linkplain Note#giveUp given up}. Nothing is noted afterwards.
   */
  @Override
  public synchronized void close() {
    closed = true;
    Set.copyOf(open).forEach(Note::remove);
  }

  private static UncheckedIOException unusable(Path folder, IOException e) {
    return new UncheckedIOException(
        folder + " cannot keep notes of begun work; give it room and rights", e);
  }
}
