// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import io.lethe.evaluation.measure.Detail;
import io.lethe.evaluation.page.HtmlTable;
import io.lethe.evaluation.page.Numbers;
import io.lethe.evaluation.page.Svg;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * How the forget set's people fared. They have no names here and no keys, and are numbered by their
 * figures alone; of many, only quantiles are shown. How many samples somebody has is rounded to a
 * range, for the exact number could name a person.
 */
final class PeopleSection {
  /** More people are shown by quantiles. */
  static final int MOST_ROWS = 100;

  private static final int WIDTH = 760;
  private static final int HEIGHT = 230;
  private static final int LEFT = 48;
  private static final int RIGHT = 28;
  private static final int TOP = 34;
  private static final int BOTTOM = 40;
  private static final double FURTHEST = 10;
  private static final int[] RANGES = {1, 2, 5, 10, 20, 50, 100};

  private final List<Detail.Person> people;
  private final double low;
  private final double high;

  private PeopleSection(List<Detail.Person> people) {
    this.people = people;
    double[] all =
        people.stream()
            .flatMapToDouble(each -> DoubleStream.of(each.before(), each.after()))
            .filter(Double::isFinite)
            .map(value -> Math.max(-FURTHEST, Math.min(FURTHEST, value)))
            .toArray();
    low = Math.floor(Arrays.stream(all).min().orElse(-1) - 0.1);
    double highest = Arrays.stream(all).max().orElse(1) + 0.1;
    high = low + 4 * Math.ceil((highest - low) / 4); // so that each quarter is a whole number
  }

  static String of(List<Detail.Person> people) {
    if (people.isEmpty()) {
      return "<p>Nobody's samples could be compared: their classes have fewer than two"
          + " unseen test samples.</p>";
    }
    PeopleSection section = new PeopleSection(people);
    return section.picture() + (people.size() > MOST_ROWS ? section.quantiles() : section.rows());
  }

  private String rows() {
    HtmlTable table =
        new HtmlTable("by figure", "samples", "before, parent", "after, candidate", "moved");
    for (int i = 0; i < people.size(); i++) {
      Detail.Person person = people.get(i);
      table.row(
          Integer.toString(i + 1),
          range(person.samples()),
          Numbers.signedOrDash(person.before()),
          Numbers.signedOrDash(person.after()),
          Numbers.signedOrDash(person.after() - person.before()));
    }
    return table.render();
  }

  private String quantiles() {
    HtmlTable table =
        new HtmlTable("share of people below", "before, parent", "after, candidate", "moved");
    double[] before = sorted(Detail.Person::before);
    double[] after = sorted(Detail.Person::after);
    double[] moved = sorted(each -> each.after() - each.before());
    for (int percent : new int[] {1, 5, 25, 50, 75, 95, 99}) {
      double share = percent / 100.0;
      table.row(
          percent + " %",
          Numbers.signedOrDash(quantile(before, share)),
          Numbers.signedOrDash(quantile(after, share)),
          Numbers.signedOrDash(quantile(moved, share)));
    }
    return table.render();
  }

  private String picture() {
    double[] before = sorted(Detail.Person::before);
    double[] after = sorted(Detail.Person::after);
    Svg svg = new Svg(WIDTH, HEIGHT, "Mean standardised margin of each person, in order");
    svg.describe(
        "before, half of the people lie below %s; after, below %s; 0 is what samples never seen have"
            .formatted(
                Numbers.signedOrDash(quantile(before, 0.5)),
                Numbers.signedOrDash(quantile(after, 0.5))));
    for (int quarter = 0; quarter <= 4; quarter++) {
      double value = low + (high - low) * quarter / 4;
      svg.line("grid", LEFT, y(value), WIDTH - RIGHT, y(value));
      svg.text("tick", "end", LEFT - 6.0, y(value) + 4, String.format(Locale.ROOT, "%+.0f", value));
      svg.text("tick", "middle", x(quarter / 4.0), HEIGHT - 22.0, 25 * quarter + " %");
    }
    if (low < 0 && high > 0) {
      svg.line("axis", LEFT, y(0), WIDTH - RIGHT, y(0));
    }
    svg.path("curve parent", curve(before));
    svg.path("curve candidate", curve(after));
    svg.text("label", "middle", x(0.5), HEIGHT - 4.0, "share of people below");
    svg.line("curve parent", LEFT, 12, LEFT + 26.0, 12);
    svg.text("label", "start", LEFT + 32.0, 16, "before, parent");
    svg.line("curve candidate", LEFT + 150.0, 12, LEFT + 176.0, 12);
    svg.text("label", "start", LEFT + 182.0, 16, "after, candidate");
    return svg.render();
  }

  private String curve(double[] sorted) {
    StringBuilder path = new StringBuilder();
    for (int percent = 0; percent <= 100; percent++) {
      double value = quantile(sorted, percent / 100.0);
      if (Double.isFinite(value)) {
        path.append(
            String.format(
                Locale.ROOT,
                "%s%.1f,%.1f",
                path.isEmpty() ? "M" : " L",
                x(percent / 100.0),
                y(Math.max(low, Math.min(high, value)))));
      }
    }
    return path.toString();
  }

  private double[] sorted(ToDoubleFunction<Detail.Person> figure) {
    return people.stream().mapToDouble(figure).filter(Double::isFinite).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private static String range(int samples) {
    for (int i = 1; i < RANGES.length; i++) {
      if (samples < RANGES[i]) {
        int last = RANGES[i] - 1;
        return RANGES[i - 1] == last ? Integer.toString(last) : RANGES[i - 1] + " to " + last;
      }
    }
    return RANGES[RANGES.length - 1] + " or more";
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }
}
