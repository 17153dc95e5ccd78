// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.files.WholeFile;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.table.DataTable;
import io.lethe.cli.table.DataTable.Column;
import io.lethe.cli.table.Decimals;
import io.lethe.cli.table.Panel;
import io.lethe.evaluation.metrics.MetricNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Figure 4 of the paper: accuracy on retain, test and forget set by epoch, one panel an algorithm,
 * all from the first seed with the algorithm's learning rate. Epoch 0 is the original.
 */
final class ConvergenceFigure {
  private static final int COLUMNS = 4;
  private static final String Y_TITLE = "Accuracy (share of samples)";

  private final List<AlgorithmResult.Measured> results;
  private final EpochMeasurement original;
  private final EpochMeasurement retrained;

  ConvergenceFigure(List<AlgorithmResult.Measured> results, Cell original, Cell retrained) {
    this.results = List.copyOf(results);
    this.original = original.epochs().get(0);
    this.retrained = retrained.epochs().get(0);
  }

  /** Writes figure4.csv, figure4.md and figure4.png. */
  void write(Path out) {
    DataTable table = table();
    WholeFile.write(out.resolve("figure4.csv"), table.csv());
    WholeFile.write(
        out.resolve("figure4.md"),
        """
        # Figure 4: convergence

        ![Accuracy by epoch, one panel an algorithm](figure4.png)

        Accuracy on the retain, test and forget set after each epoch of one run (first seed, the \
        learning rate of Table 1). Epoch 0 is the original. Dotted, the target: what the \
        retrained model reaches on test and forget set (%s and %s). Epochs beyond the time budget were not run.

        %s"""
            .formatted(
                Decimals.rounded(test(retrained)),
                Decimals.rounded(forget(retrained)),
                table.markdown()));
    Panel.write(out.resolve("figure4.png"), results.stream().map(this::panel).toList(), COLUMNS);
  }

  DataTable table() {
    DataTable table =
        new DataTable(
            List.of(
                Column.plain("algorithm", "Algorithm"),
                Column.plain("learning_rate", "Learning rate"),
                Column.plain("seed", "Seed"),
                Column.plain("epoch", "Epoch"),
                Column.plain("retain_accuracy", "Retain"),
                Column.plain("test_accuracy", "Test"),
                Column.plain("forget_accuracy", "Forget")));
    for (AlgorithmResult.Measured result : results) {
      for (EpochMeasurement epoch : epochs(result)) {
        table.row(
            List.of(
                result.algorithm(),
                Decimals.plain(result.learningRate()),
                result.seeds().get(0).key().seed(),
                epoch.epoch(),
                retain(epoch),
                test(epoch),
                forget(epoch)));
      }
    }
    return table;
  }

  private Panel panel(AlgorithmResult.Measured result) {
    List<EpochMeasurement> epochs = epochs(result);
    double[] x = epochs.stream().mapToDouble(EpochMeasurement::epoch).toArray();
    String title = result.algorithm() + ", learning rate " + Decimals.plain(result.learningRate());
    return new Panel(title, "Epochs of unlearning", Y_TITLE, 0, longest())
        .vertical(lowest(), 1)
        .ticks(value -> value == Math.rint(value) ? Panel.decimal(value, "%.0f") : " ")
        .line("Retain", x, epochs.stream().mapToDouble(this::retain).toArray(), Panel.BLUE)
        .line("Test", x, epochs.stream().mapToDouble(this::test).toArray(), Panel.GREEN)
        .line("Forget", x, epochs.stream().mapToDouble(this::forget).toArray(), Panel.RED)
        .dotted("Target test", test(retrained), Panel.GREEN)
        .dotted("Target forget", forget(retrained), Panel.RED);
  }

  private List<EpochMeasurement> epochs(AlgorithmResult.Measured result) {
    List<EpochMeasurement> epochs = new ArrayList<>();
    epochs.add(original);
    epochs.addAll(result.seeds().get(0).epochs());
    return epochs;
  }

  private int longest() {
    return results.stream().mapToInt(result -> epochs(result).size() - 1).max().orElse(1);
  }

  /** The same for all panels, so that they can be compared. */
  private double lowest() {
    double least =
        Stream.concat(
                Stream.of(retrained), results.stream().flatMap(result -> epochs(result).stream()))
            .flatMap(epoch -> Stream.of(retain(epoch), test(epoch), forget(epoch)))
            .filter(value -> !value.isNaN())
            .mapToDouble(Double::doubleValue)
            .min()
            .orElse(0);
    return Math.max(0, Math.floor(10 * least) / 10);
  }

  private double retain(EpochMeasurement epoch) {
    return epoch.metric(MetricNames.RETAIN_ACCURACY).orElse(Double.NaN);
  }

  private double test(EpochMeasurement epoch) {
    return epoch.metric(MetricNames.TEST_ACCURACY).orElse(Double.NaN);
  }

  private double forget(EpochMeasurement epoch) {
    return epoch.metric(MetricNames.FORGET_ACCURACY).orElse(Double.NaN);
  }
}
