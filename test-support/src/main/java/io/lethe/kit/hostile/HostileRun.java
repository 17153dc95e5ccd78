// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Sends what nobody honest sends, so often as {@code -Dlethe.hostile.records} says, from the seed
 * {@code -Dlethe.hostile.seed}. A failure names the seed and the number of what was sent. None of
 * it may end a thread or make a line of the log grow; what became of all of it is printed.
 */
public final class HostileRun {
  private static final int RECORDS = Integer.getInteger("lethe.hostile.records", 2_000);
  private static final long SEED = Long.getLong("lethe.hostile.seed", 17);

  /** The longest text that a line quotes, every character of it escaped, and what is around it. */
  private static final int LONGEST_LINE = 16_384;

  private final String name;
  private final int size;
  private final Map<String, Map<String, Integer>> outcomes = new TreeMap<>();
  private String secret = "\u0000";
  private int longestLine;

  /**
   * A run.
   *
   * @param name to whom it sends
   * @param share that one in so many is sent of what the property says
   */
  public HostileRun(String name, int share) {
    this.name = name;
    size = RECORDS / share;
  }

  /** No line of the log may hold this, in whatever case. */
  public HostileRun keepingSecret(String word) {
    secret = word.toLowerCase(Locale.ROOT);
    return this;
  }

  /** Sends one, and looks what becomes of it. */
  @FunctionalInterface
  public interface Sending {
    /**
     * Sends it.
     *
     * @param number from 0 on
     */
    void send(int number) throws Exception;
  }

  /** Where all randomness of the run comes from. */
  public static long seed() {
    return SEED;
  }

  /** How many are sent. */
  public int size() {
    return size;
  }

  /** What became of one that was sent somewhere. */
  public void count(String to, String outcome) {
    outcomes.computeIfAbsent(to, none -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
  }

  /** Sends all of them. */
  public void all(Sending sending) {
    long begun = System.nanoTime();
    List<Throwable> deaths = new CopyOnWriteArrayList<>();
    UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> deaths.add(failure));
    try (LoggedLines log = new LoggedLines()) {
      for (int i = 0; i < size; i++) {
        try {
          sending.send(i);
          requireLife(deaths);
          log.take().forEach(this::requireHarmless);
        } catch (Exception | Error e) {
          throw new AssertionError(
              "%s: seed %d, number %d of %d: %s".formatted(name, SEED, i, size, e.getMessage()), e);
        }
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    System.out.println(summary((System.nanoTime() - begun) / 1e9));
  }

  private static void requireLife(List<Throwable> deaths) {
    if (!deaths.isEmpty()) {
      throw new AssertionError("a thread has died", deaths.get(0));
    }
  }

  private void requireHarmless(String line) {
    longestLine = Math.max(longestLine, line.length());
    if (line.toLowerCase(Locale.ROOT).contains(secret)) {
      throw new AssertionError("a line of the log names a person: " + line);
    }
    if (line.length() > LONGEST_LINE) {
      throw new AssertionError(
          "a line of the log has %d characters; at most are %d. It begins: %s"
              .formatted(line.length(), LONGEST_LINE, line.substring(0, 500)));
    }
  }

  private String summary(double seconds) {
    return "hostile, %s: %d sent in %.1f s, seed %d, longest line of the log %d characters%s"
        .formatted(
            name,
            size,
            seconds,
            SEED,
            longestLine,
            outcomes.entrySet().stream()
                .map(to -> "\n  " + to.getKey() + " " + to.getValue())
                .collect(Collectors.joining()));
  }
}
