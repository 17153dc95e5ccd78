// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.table.MeanAndSpread;
import io.lethe.cli.table.Panel;
import io.lethe.evaluation.metrics.MetricNames;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Where every algorithm of Table 1 lands: how far it marks the forgotten against what it leaves of
 * the test accuracy, the mean over its seeds. Right of the retrained model the forgotten are still
 * known, left of it they are shunned; both tell an attacker who they are.
 */
final class LandingFigure {
  static final String FILE = "landing.png";

  private static final double MARGIN_TICK = 0.1;
  private static final double ACCURACY_TICK = 0.02;

  private final Model retrained;
  private final List<Model> models = new ArrayList<>();

  private record Model(String name, List<EpochMeasurement> measurements) {
    double mean(String metric) {
      return MeanAndSpread.of(
              measurements.stream().map(epoch -> epoch.metric(metric).orElse(Double.NaN)).toList())
          .mean();
    }
  }

  LandingFigure(Cell original, Cell retrained, List<AlgorithmResult.Measured> results) {
    this.retrained = new Model("retrained", retrained.epochs());
    models.add(new Model("original", original.epochs()));
    models.add(this.retrained);
    results.forEach(result -> models.add(new Model(result.algorithm(), result.measurements())));
  }

  /** Writes landing.png. */
  void write(Path out) {
    Panel.write(out.resolve(FILE), List.of(marks(), shapes()), 2);
  }

  private Panel marks() {
    return panel(
        "Marked, and at what price",
        "Margin d of the forgotten (dotted: retrained)",
        "Test accuracy",
        MetricNames.MARGIN,
        MetricNames.TEST_ACCURACY);
  }

  private Panel shapes() {
    return panel(
        "Mean and shape",
        "Margin d of the forgotten (dotted: retrained)",
        "Distance KS to unseen samples",
        MetricNames.MARGIN,
        MetricNames.MARGIN_DISTANCE);
  }

  private Panel panel(String title, String xTitle, String yTitle, String x, String y) {
    double[] wide = ends(models.stream().mapToDouble(model -> model.mean(x)), MARGIN_TICK);
    double[] high = ends(models.stream().mapToDouble(model -> model.mean(y)), ACCURACY_TICK);
    Panel panel =
        new Panel(title, xTitle, yTitle, wide[0], wide[1])
            .vertical(high[0], high[1])
            .legendBeside()
            .ticks(value -> Panel.decimal(value, "%.2f"))
            .upright(
                "where a retrained model lies", retrained.mean(x), high[0], high[1], Color.GRAY);
    for (int i = 0; i < models.size(); i++) {
      Model model = models.get(i);
      Color color = Color.getHSBColor((float) i / models.size(), 0.85f, 0.8f);
      panel.line(model.name(), new double[] {model.mean(x)}, new double[] {model.mean(y)}, color);
    }
    return panel;
  }

  /** The least and the greatest, each moved out to the next but one tick. */
  private static double[] ends(DoubleStream values, double tick) {
    double[] known = values.filter(Double::isFinite).sorted().toArray();
    double low = known.length == 0 ? 0 : known[0];
    double high = known.length == 0 ? 0 : known[known.length - 1];
    return new double[] {(Math.floor(low / tick) - 1) * tick, (Math.ceil(high / tick) + 1) * tick};
  }
}
