// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.console;

import io.lethe.learning.ProgressListener;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** One progress bar at a time: a new phase ends the bar of the one before. */
final class ProgressBars implements ProgressListener {
  private static final int WIDTH = 96;
  private static final int REFRESH_MILLIS = 150;

  /** Phases shorter than this leave no line behind. */
  private static final Duration WORTH_A_LINE = Duration.ofMillis(500);

  /** Off a terminal, long phases say this often how far they are. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

  private final Console console;
  private final boolean interactive;
  private String phase = "";
  private Instant started = Instant.EPOCH;
  private Instant lastLine = Instant.EPOCH;
  private @Nullable ProgressBar bar;

  ProgressBars(Console console, boolean interactive) {
    this.console = console;
    this.interactive = interactive;
  }

  @Override
  public synchronized void progress(String newPhase, long done, long total) {
    if (!newPhase.equals(phase) || (bar == null && interactive && done < total)) {
      endBar();
      phase = newPhase;
      started = Instant.now();
      lastLine = started;
      bar = interactive ? newBar(newPhase, total) : null;
    }
    if (bar != null) {
      bar.stepTo(done);
    } else if (!interactive && done < total) {
      occasionalLine(done, total);
    }
    if (done >= total) {
      endBar();
      Duration taken = Duration.between(started, Instant.now());
      if (taken.compareTo(WORTH_A_LINE) >= 0) {
        console.line("  " + phase + ": " + total + " in " + Console.human(taken));
      }
      phase = "";
    }
  }

  private void occasionalLine(long done, long total) {
    Instant now = Instant.now();
    if (Duration.between(lastLine, now).compareTo(BETWEEN_LINES) >= 0) {
      lastLine = now;
      console.line(
          "  "
              + phase
              + ": "
              + done
              + " of "
              + total
              + " after "
              + Console.human(Duration.between(started, now)));
    }
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private ProgressBar newBar(String task, long total) {
    return new ProgressBarBuilder()
        .setTaskName("  " + task)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REFRESH_MILLIS)
        .setMaxRenderedLength(WIDTH)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .setConsumer(new StatusLine(console))
        .clearDisplayOnFinish()
        .build();
  }

  /** Draws the bar as the console's status line, so that both never write over each other. */
  private record StatusLine(Console console) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String rendered) {
      console.status(rendered);
    }

    @Override
    public void clear() {
      console.status("");
    }

    @Override
    public void close() {
      console.status("");
    }
  }
}
