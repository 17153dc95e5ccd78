// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.page;

import io.lethe.evaluation.metrics.Histogram;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;

/**
 * Two outlines over each other: one figure on forgotten and on never-seen samples. The outline of
 * those never seen is dashed, so that nobody needs to tell the colours apart.
 *
 * @param title what the picture shows
 * @param axis what the figure is called
 * @param tick the words at a value of the figure
 */
public record OutlineChart(String title, String axis, DoubleFunction<String> tick) {
  private static final int WIDTH = 372;
  private static final int HEIGHT = 260;
  private static final int LEFT = 44;
  private static final int RIGHT = 22;
  private static final int TOP = 30;
  private static final int BOTTOM = 48;
  private static final String FORGOTTEN = "forgotten people's samples";
  private static final String UNSEEN = "samples never seen";

  /** Refuses missing parts. */
  public OutlineChart {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(axis, "axis");
    Objects.requireNonNull(tick, "tick");
  }

  /**
   * Draws both; they must have the same bins.
   *
   * @param forgotten samples that were asked to be forgotten
   * @param unseen samples that no training ever saw
   * @param top the share at the upper edge, so that pictures side by side have one scale
   */
  public String draw(Histogram forgotten, Histogram unseen, double top) {
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.describe(
        axis
            + "; "
            + fullest(FORGOTTEN, forgotten)
            + "; "
            + fullest(UNSEEN, unseen)
            + "; the outlines lie "
            + Numbers.decimal(forgotten.distanceTo(unseen))
            + " apart, from 0 where they agree to 1");
    svg.text("heading", "start", LEFT, 16, title);
    for (int quarter = 0; quarter <= 4; quarter++) {
      double share = top * quarter / 4;
      double y = y(share, top);
      svg.line(quarter == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("tick", "end", LEFT - 6.0, y + 4, wholePercent(share));
      double value = forgotten.from() + (forgotten.to() - forgotten.from()) * quarter / 4;
      svg.text("tick", "middle", x(quarter / 4.0), HEIGHT - BOTTOM + 18.0, tick.apply(value));
    }
    svg.text("label", "middle", x(0.5), HEIGHT - 6.0, axis);
    svg.path("area unseen", outline(unseen.shares(), top));
    svg.path("area forgotten", outline(forgotten.shares(), top));
    legend(svg);
    return svg.render();
  }

  private String fullest(String whose, Histogram shown) {
    int bin = shown.shares().indexOf(shown.peak());
    double width = (shown.to() - shown.from()) / shown.shares().size();
    double from = shown.from() + bin * width;
    return "most of the %s, %s, lie from %s to %s"
        .formatted(whose, wholePercent(shown.peak()), tick.apply(from), tick.apply(from + width));
  }

  private static void legend(Svg svg) {
    double x = LEFT + 14.0;
    svg.rectangle("key forgotten", x, TOP + 8.0, 12, 12);
    svg.text("label", "start", x + 18, TOP + 18.0, FORGOTTEN);
    svg.rectangle("key unseen", x, TOP + 28.0, 12, 12);
    svg.text("label", "start", x + 18, TOP + 38.0, UNSEEN);
  }

  private static String outline(List<Double> shares, double top) {
    StringBuilder path = new StringBuilder();
    path.append(String.format(Locale.ROOT, "M%.1f,%.1f", x(0), y(0, top)));
    for (int bin = 0; bin < shares.size(); bin++) {
      double y = y(shares.get(bin), top);
      double from = x((double) bin / shares.size());
      double to = x((bin + 1.0) / shares.size());
      path.append(String.format(Locale.ROOT, " L%.1f,%.1f L%.1f,%.1f", from, y, to, y));
    }
    return path.append(String.format(Locale.ROOT, " L%.1f,%.1f Z", x(1), y(0, top))).toString();
  }

  private static double x(double fraction) {
    return LEFT + fraction * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double share, double top) {
    double fraction = top == 0 ? 0 : Math.min(1, share / top);
    return TOP + (1 - fraction) * (HEIGHT - TOP - BOTTOM);
  }

  private static String wholePercent(double fraction) {
    return Math.round(fraction * 100) + " %";
  }
}
