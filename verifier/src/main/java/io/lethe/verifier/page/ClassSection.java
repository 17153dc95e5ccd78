// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import io.lethe.evaluation.measure.Detail;
import io.lethe.evaluation.page.HtmlTable;
import io.lethe.evaluation.page.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Test accuracy class by class; of many classes those that lost most. Classes have numbers only,
 * and a few rows of a forget set are not counted to the last.
 */
final class ClassSection {
  /** More classes are left out. */
  static final int MOST_ROWS = 100;

  private static final int FEW = 5;

  private ClassSection() {}

  static String of(List<Detail.OfClass> classes) {
    List<Detail.OfClass> shown =
        classes.size() <= MOST_ROWS
            ? classes
            : classes.stream()
                .sorted(
                    Comparator.comparingDouble(ClassSection::orLeast)
                        .reversed()
                        .thenComparing(Detail.OfClass::label))
                .limit(MOST_ROWS)
                .toList();
    HtmlTable table =
        new HtmlTable("class", "test samples", "parent", "candidate", "change", "forget samples");
    for (Detail.OfClass each : shown) {
      table.row(
          Integer.toString(each.label()),
          Numbers.count(each.test()),
          percentOrDash(each.before()),
          percentOrDash(each.after()),
          each.test() == 0 ? "-" : String.format(Locale.ROOT, "%+.1f", -100 * each.drop()),
          forgotten(each.forget()));
    }
    return table.render()
        + (shown.size() == classes.size()
            ? ""
            : "<p class=\"note\">The %s classes that lost most, of %s.</p>"
                .formatted(Numbers.count(shown.size()), Numbers.count(classes.size())));
  }

  private static double orLeast(Detail.OfClass each) {
    return Double.isNaN(each.drop()) ? Double.NEGATIVE_INFINITY : each.drop();
  }

  private static String percentOrDash(double share) {
    return Double.isNaN(share) ? "-" : Numbers.percent(share);
  }

  private static String forgotten(int samples) {
    return samples > 0 && samples < FEW ? "under " + FEW : Numbers.count(samples);
  }
}
