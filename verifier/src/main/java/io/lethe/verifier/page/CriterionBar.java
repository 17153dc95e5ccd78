// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import io.lethe.evaluation.page.Svg;
import io.lethe.schemas.Criterion;
import java.util.DoubleSummaryStatistics;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One criterion as a picture: what is allowed as a band, the candidate's value with its interval,
 * and the parent's below it where the parent is a control. An interval that goes far beyond all
 * values and limits ends in an arrow.
 */
final class CriterionBar {
  private static final int WIDTH = 760;
  private static final int LEFT = 82;
  private static final int RIGHT = 200;
  private static final int ROW = 24;
  private static final int TOP = 8;
  private static final double BEYOND = 2;
  private static final double PADDING = 0.08;

  private final Criterion criterion;
  private final double from;
  private final double to;

  private CriterionBar(Criterion criterion) {
    this.criterion = criterion;
    DoubleSummaryStatistics points =
        finite(
            criterion.getValue(),
            criterion.getControlValue(),
            criterion.getLowerLimit(),
            criterion.getUpperLimit());
    double largest = Math.max(Math.abs(points.getMin()), Math.abs(points.getMax()));
    double span = points.getMax() - points.getMin();
    double room = span > 0 ? span : largest > 0 ? largest / 2 : 1;
    DoubleSummaryStatistics ends =
        finite(
            criterion.getLow(),
            criterion.getHigh(),
            criterion.getControlLow(),
            criterion.getControlHigh());
    double lowest = Math.min(points.getMin(), ends.getMin());
    double highest = Math.max(points.getMax(), ends.getMax());
    double low = Math.max(lowest, points.getMin() - BEYOND * room);
    double high = Math.min(highest, points.getMax() + BEYOND * room);
    double padding = PADDING * (high > low ? high - low : room);
    from = low - padding;
    to = high + padding;
  }

  /** The picture; empty where there is no value to draw. */
  static String draw(Criterion criterion) {
    return criterion.getValue() == null ? "" : new CriterionBar(criterion).draw();
  }

  private String draw() {
    boolean controlled = criterion.getControlValue() != null;
    int rows = controlled ? 2 : 1;
    int bottom = TOP + rows * ROW;
    Svg svg = new Svg(WIDTH, bottom + 20, criterion.getName());
    svg.describe(words(controlled));
    allowed(svg, bottom);
    row(
        svg,
        0,
        CriterionWords.measuredOf(criterion),
        criterion.getValue(),
        criterion.getLow(),
        criterion.getHigh());
    if (controlled) {
      row(
          svg,
          1,
          "parent",
          criterion.getControlValue(),
          criterion.getControlLow(),
          criterion.getControlHigh());
    }
    return svg.render();
  }

  private String words(boolean controlled) {
    String candidate =
        CriterionWords.measuredOf(criterion)
            + " "
            + CriterionWords.measured(
                criterion, criterion.getValue(), criterion.getLow(), criterion.getHigh());
    String parent =
        controlled
            ? ", parent "
                + CriterionWords.measured(
                    criterion,
                    criterion.getControlValue(),
                    criterion.getControlLow(),
                    criterion.getControlHigh())
            : "";
    return candidate + parent + ", allowed " + CriterionWords.limits(criterion);
  }

  private void allowed(Svg svg, int bottom) {
    Double lower = criterion.getLowerLimit();
    Double upper = criterion.getUpperLimit();
    double left = x(lower == null ? from : lower);
    double right = x(upper == null ? to : upper);
    svg.rectangle("allowed", left, TOP, right - left, bottom - TOP);
    limit(svg, lower, bottom);
    limit(svg, upper, bottom);
  }

  private void limit(Svg svg, @Nullable Double limit, int bottom) {
    if (limit != null) {
      double x = x(limit);
      svg.line("limit", x, TOP - 4.0, x, bottom + 4.0);
      svg.text("tick", "middle", x, bottom + 17.0, CriterionWords.number(criterion, limit));
    }
  }

  private void row(
      Svg svg, int row, String who, double value, @Nullable Double low, @Nullable Double high) {
    double y = TOP + (row + 0.5) * ROW;
    svg.text("label", "start", 0, y + 4, who);
    if (low != null && high != null) {
      interval(svg, "interval " + who, y, low, high);
    }
    svg.circle("point " + who, x(value), y, 5);
    svg.text(
        "value",
        "start",
        WIDTH - RIGHT + 14.0,
        y + 4,
        CriterionWords.measured(criterion, value, low, high));
  }

  private void interval(Svg svg, String style, double y, double low, double high) {
    double left = x(Math.max(low, from));
    double right = x(Math.min(high, to));
    svg.line(style, left, y, right, y);
    end(svg, style, left, y, low < from ? -1 : 0);
    end(svg, style, right, y, high > to ? 1 : 0);
  }

  private static void end(Svg svg, String style, double x, double y, int arrow) {
    double back = x - arrow * 7.0;
    svg.line(style, arrow == 0 ? x : back, y - 5, x, arrow == 0 ? y + 5 : y);
    if (arrow != 0) {
      svg.line(style, back, y + 5, x, y);
    }
  }

  private double x(double value) {
    return LEFT + (value - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  }

  private static DoubleSummaryStatistics finite(@Nullable Double... values) {
    return Stream.of(values)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .summaryStatistics();
  }
}
