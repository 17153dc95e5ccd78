// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.evaluation.page.Svg;
import java.util.List;
import java.util.Locale;

/** Pairs of bars: the accuracy on each group of samples, before and after. */
final class AccuracyChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 350;
  private static final int LEFT = 48;
  private static final int RIGHT = 12;
  private static final int TOP = 54;
  private static final int BOTTOM = 46;
  private static final double BAR_SHARE = 0.3;

  private AccuracyChart() {}

  /**
   * One group of samples.
   *
   * @param name what a person calls it
   * @param before accuracy of the original, a fraction
   * @param after accuracy of the version served at the end, a fraction
   */
  record Group(String name, double before, double after) {}

  static String draw(List<Group> groups) {
    Svg svg = new Svg(WIDTH, HEIGHT, "Accuracy before and after forgetting");
    grid(svg);
    double step = (double) (WIDTH - LEFT - RIGHT) / groups.size();
    for (int index = 0; index < groups.size(); index++) {
      Group group = groups.get(index);
      double middle = LEFT + (index + 0.5) * step;
      double barWidth = step * BAR_SHARE;
      bar(svg, "before", middle - barWidth - 2, barWidth, group.before());
      bar(svg, "after", middle + 2, barWidth, group.after());
      svg.text("label", "middle", middle, HEIGHT - BOTTOM + 22, group.name());
    }
    legend(svg);
    return svg.render();
  }

  private static void grid(Svg svg) {
    for (int percent = 0; percent <= 100; percent += 20) {
      double y = y(percent / 100.0);
      svg.line(percent == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("tick", "end", LEFT - 8.0, y + 4, percent + " %");
    }
  }

  private static void bar(Svg svg, String style, double x, double width, double value) {
    double y = y(value);
    svg.rectangle(style, x, y, width, y(0) - y);
    svg.text(
        "value", "middle", x + width / 2, y - 6, String.format(Locale.ROOT, "%.1f", value * 100));
  }

  private static void legend(Svg svg) {
    svg.rectangle("before", LEFT, 6, 12, 12).text("label", "start", LEFT + 18.0, 16, "original");
    svg.rectangle("after", LEFT + 96.0, 6, 12, 12)
        .text("label", "start", LEFT + 114.0, 16, "version served at the end");
  }

  private static double y(double fraction) {
    return TOP + (1 - fraction) * (HEIGHT - TOP - BOTTOM);
  }
}
