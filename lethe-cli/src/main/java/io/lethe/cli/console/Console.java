// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.console;

import io.lethe.learning.ProgressListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes for a person. On a terminal a status line is rewritten in place; elsewhere only lasting
 * lines are printed, so that a log file stays readable.
 */
public final class Console {
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean interactive;
  private String status = "";

  /**
   * @param out where to write
   * @param interactive whether it is a terminal, where lines can be rewritten
   */
  public Console(PrintWriter out, boolean interactive) {
    this.out = out;
    this.interactive = interactive;
  }

  /** A console on the given writer; a terminal if the process has one. */
  @SuppressWarnings("SystemConsoleNull") // the launcher sets jdk.console to its meaning before 22
  public static Console on(PrintWriter out) {
    return new Console(out, System.console() != null);
  }

  /** Prints a line that stays. */
  public synchronized void line(String text) {
    if (interactive && !status.isEmpty()) {
      out.print(CLEAR_LINE);
      status = "";
    }
    out.println(text);
    out.flush();
  }

  /** Prints a formatted line that stays; numbers have a decimal point whatever the locale. */
  public void format(String pattern, @Nullable Object... arguments) {
    line(String.format(Locale.ROOT, pattern, arguments));
  }

  /** Shows what is going on now; replaced by the next status or line. Nothing off a terminal. */
  public synchronized void status(String text) {
    if (interactive && !text.equals(status)) {
      out.print(CLEAR_LINE + text);
      out.flush();
      status = text;
    }
  }

  /** A listener that shows a progress bar per phase on a terminal, one line per phase elsewhere. */
  public ProgressListener progress() {
    return new ProgressBars(this, interactive);
  }

  /** A duration as a person reads it: 850 ms, 12.3 s, 4 min 05 s. */
  public static String human(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return String.format(
        Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
  }
}
