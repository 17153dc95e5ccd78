// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import java.util.List;
import java.util.Locale;

/** Two outlines over each other: confidence on forgotten and on never-seen samples. */
final class ConfidenceChart {
  private static final int WIDTH = 372;
  private static final int HEIGHT = 260;
  private static final int LEFT = 44;
  private static final int RIGHT = 22;
  private static final int TOP = 30;
  private static final int BOTTOM = 48;

  private ConfidenceChart() {}

  /**
   * @param title what the picture shows
   * @param forgotten samples that were asked to be forgotten
   * @param unseen samples that no training ever saw
   * @param top the share at the upper edge, so that pictures side by side have one scale
   */
  static String draw(String title, Histogram forgotten, Histogram unseen, double top) {
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.text("heading", "start", LEFT, 16, title);
    for (int quarter = 0; quarter <= 4; quarter++) {
      double share = top * quarter / 4;
      double y = y(share, top);
      svg.line(quarter == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("tick", "end", LEFT - 6.0, y + 4, percent(share));
    }
    for (int quarter = 0; quarter <= 4; quarter++) {
      svg.text("tick", "middle", x(quarter / 4.0), HEIGHT - BOTTOM + 18.0, percent(quarter / 4.0));
    }
    svg.text("label", "middle", x(0.5), HEIGHT - 6.0, "confidence in the true class");
    svg.path("area unseen", outline(unseen.shares(), top));
    svg.path("area forgotten", outline(forgotten.shares(), top));
    legend(svg);
    return svg.render();
  }

  private static void legend(Svg svg) {
    double x = LEFT + 14.0;
    svg.rectangle("key forgotten", x, TOP + 8.0, 12, 12);
    svg.text("label", "start", x + 18, TOP + 18.0, "forgotten people's samples");
    svg.rectangle("key unseen", x, TOP + 28.0, 12, 12);
    svg.text("label", "start", x + 18, TOP + 38.0, "samples never seen");
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

  private static String percent(double fraction) {
    return Math.round(fraction * 100) + " %";
  }
}
