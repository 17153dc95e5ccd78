// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.files.WholeFile;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.table.DataTable;
import io.lethe.cli.table.DataTable.Column;
import io.lethe.cli.table.Decimals;
import io.lethe.cli.table.Panel;
import io.lethe.evaluation.metrics.MetricNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Figure 5 of the paper: what SFTC's learning rate, temperature and confusion fraction do to forget
 * accuracy, test accuracy and the membership attack; the original's values as dotted lines. One
 * parameter moves at a time, on the first seed, with the learning rate and epoch of Table 1.
 */
final class SensitivityFigure {
  private static final String Y_TITLE = "Accuracy, MIA (share of samples)";
  private static final List<String> METRICS =
      List.of(MetricNames.FORGET_ACCURACY, MetricNames.TEST_ACCURACY, MetricNames.MIA_TNR);

  /**
   * One run of the figure.
   *
   * @param parameter which one moved
   * @param value where to
   * @param cell the run
   */
  record Trial(Parameter parameter, double value, Cell cell) {}

  /** What is moved. */
  enum Parameter {
    LEARNING_RATE("learning_rate", "Learning rate", "Learning rate (logarithmic)"),
    TEMPERATURE("temperature", "Temperature", "Temperature of both softmaxes"),
    CONFUSION("confusion", "Confusion fraction", "Confusion fraction (share of forget samples)");

    private final String column;
    private final String title;
    private final String axis;

    Parameter(String column, String title, String axis) {
      this.column = column;
      this.axis = axis;
      this.title = title;
    }
  }

  private final AlgorithmResult.Measured sftc;
  private final List<Trial> trials;
  private final EpochMeasurement original;

  SensitivityFigure(AlgorithmResult.Measured sftc, List<Trial> trials, Cell original) {
    this.sftc = sftc;
    this.trials = List.copyOf(trials);
    this.original = original.epochs().get(0);
  }

  /** Runs what the figure needs. */
  static SensitivityFigure run(
      AlgorithmResult.Measured sftc,
      ReproduceSettings settings,
      CellKeys keys,
      Grid grid,
      Cell original) {
    List<Trial> trials = new ArrayList<>();
    Sensitivity tried = settings.sensitivity();
    for (double rate : tried.learningRates()) {
      trials.add(new Trial(Parameter.LEARNING_RATE, rate, grid.cell(keys.sftc(rate))));
    }
    List<CellKey> temperatures = keys.temperatures(sftc.learningRate(), sftc.epoch());
    for (int i = 0; i < temperatures.size(); i++) {
      trials.add(
          new Trial(
              Parameter.TEMPERATURE, tried.temperatures().get(i), grid.cell(temperatures.get(i))));
    }
    List<CellKey> confusions = keys.confusions(sftc.learningRate(), sftc.epoch());
    for (int i = 0; i < confusions.size(); i++) {
      trials.add(
          new Trial(Parameter.CONFUSION, tried.confusions().get(i), grid.cell(confusions.get(i))));
    }
    return new SensitivityFigure(sftc, trials, original);
  }

  /** Writes figure5.csv, figure5.md and figure5.png. */
  void write(Path out) {
    DataTable table = table();
    WholeFile.write(out.resolve("figure5.csv"), table.csv());
    WholeFile.write(
        out.resolve("figure5.md"),
        """
        # Figure 5: sensitivity of SFTC

        ![Forget accuracy, test accuracy and attack by learning rate, temperature and confusion \
        fraction](figure5.png)

        After epoch %d of one run each (first seed); where the learning rate does not move it is \
        %s, temperature and confusion fraction are SFTC's defaults where they do not. MIA: share \
        of forget samples that the paper's attacker takes for non-members (Eq. 9). Dotted: the \
        original. A dash: the run failed or did not reach the epoch within the time budget.

        %s"""
            .formatted(sftc.epoch(), Decimals.plain(sftc.learningRate()), table.markdown()));
    Panel.write(
        out.resolve("figure5.png"),
        List.of(
            panel(Parameter.LEARNING_RATE).ticks(Panel::powerOfTen),
            panel(Parameter.TEMPERATURE),
            panel(Parameter.CONFUSION)),
        Parameter.values().length);
  }

  DataTable table() {
    DataTable table =
        new DataTable(
            List.of(
                Column.plain("parameter", "Parameter"),
                Column.plain("value", "Value"),
                Column.plain("epoch", "Epoch"),
                Column.plain("forget_accuracy", "Forget"),
                Column.plain("test_accuracy", "Test"),
                Column.plain("mia_tnr", "MIA")));
    for (Trial trial : trials) {
      List<Object> cells = new ArrayList<>();
      cells.add(trial.parameter().column);
      cells.add(Decimals.plain(trial.value()));
      cells.add(sftc.epoch());
      METRICS.forEach(metric -> cells.add(value(trial, metric)));
      table.row(cells);
    }
    List<Object> cells = new ArrayList<>(List.of("original", "", 0));
    METRICS.forEach(metric -> cells.add(of(original, metric)));
    table.row(cells);
    return table;
  }

  private Panel panel(Parameter parameter) {
    List<Trial> shown = trials.stream().filter(t -> t.parameter() == parameter).toList();
    double[] x = shown.stream().mapToDouble(trial -> onAxis(parameter, trial.value())).toArray();
    boolean onePoint = x.length == 1;
    double from = onePoint ? x[0] - 0.5 : x[0];
    double to = onePoint ? x[0] + 0.5 : x[x.length - 1];
    return new Panel("SFTC: " + parameter.title, parameter.axis, Y_TITLE, from, to)
        .vertical(lowest(), 1)
        .line("Forget", x, values(shown, METRICS.get(0)), Panel.RED)
        .line("Test", x, values(shown, METRICS.get(1)), Panel.GREEN)
        .line("MIA", x, values(shown, METRICS.get(2)), Panel.BLUE)
        .dotted("Original forget", of(original, METRICS.get(0)), Panel.RED)
        .dotted("Original test", of(original, METRICS.get(1)), Panel.GREEN)
        .dotted("Original MIA", of(original, METRICS.get(2)), Panel.BLUE);
  }

  /** Learning rates by their logarithm: XChart's own logarithmic axis labels only whole decades. */
  private static double onAxis(Parameter parameter, double value) {
    return parameter == Parameter.LEARNING_RATE ? Math.log10(value) : value;
  }

  /** The same for all panels, so that they can be compared. */
  private double lowest() {
    double least = 1;
    for (String metric : METRICS) {
      least = Math.min(least, of(original, metric, 1));
      for (Trial trial : trials) {
        double value = value(trial, metric);
        least = Double.isNaN(value) ? least : Math.min(least, value);
      }
    }
    return Math.max(0, Math.floor(10 * least) / 10);
  }

  private double[] values(List<Trial> shown, String metric) {
    return shown.stream().mapToDouble(trial -> value(trial, metric)).toArray();
  }

  private double value(Trial trial, String metric) {
    return trial.cell().after(sftc.epoch()).map(epoch -> of(epoch, metric)).orElse(Double.NaN);
  }

  private static double of(EpochMeasurement epoch, String metric) {
    return of(epoch, metric, Double.NaN);
  }

  private static double of(EpochMeasurement epoch, String metric, double otherwise) {
    return epoch.metric(metric).orElse(otherwise);
  }
}
