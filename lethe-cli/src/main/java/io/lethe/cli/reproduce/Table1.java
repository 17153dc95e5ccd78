// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.table.DataTable;
import io.lethe.cli.table.DataTable.Column;
import io.lethe.cli.table.Decimals;
import io.lethe.cli.table.MeanAndSpread;
import io.lethe.evaluation.metrics.MetricNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Table 1 of the paper: every algorithm beside the original and the retrained model, and behind the
 * paper's columns those that tell whether the forgotten are marked.
 */
public final class Table1 {
  private static final String NONE = "";

  /** Metric by heading, in the paper's order with its accuracies before. */
  private static final Map<String, String> METRICS = metrics();

  private Table1() {}

  private static Map<String, String> metrics() {
    Map<String, String> metrics = new LinkedHashMap<>();
    metrics.put(MetricNames.TEST_ACCURACY, "Test");
    metrics.put(MetricNames.RETAIN_ACCURACY, "Retain");
    metrics.put(MetricNames.FORGET_ACCURACY, "Forget");
    metrics.put(MetricNames.ACC_ERR_RETRAINED, "AccErr RT ↓");
    metrics.put(MetricNames.ACC_DIS, "AccDis ↓");
    metrics.put(MetricNames.ACC_ERR_ORIGINAL, "AccErr ORI ↓");
    metrics.put(MetricNames.JS, "JS ↑");
    metrics.put(MetricNames.JS_REFERENCE_CODE, "JS (code) ↑");
    metrics.put(MetricNames.MIA_TNR, "MIA ↑");
    metrics.put(MetricNames.MIA_TNR_REFERENCE_CODE, "MIA (code) ↑");
    metrics.put(MetricNames.MIA_TNR_WITH_LOSS, "MIA (loss) ↑");
    metrics.put(MetricNames.MARGIN, "d →0");
    metrics.put(MetricNames.MARGIN_DISTANCE, "KS ↓");
    metrics.put(MetricNames.PEOPLE_VARIANCE_RATIO, "People →1");
    metrics.put(MetricNames.RETAINED_AUC, "Retained AUC");
    return metrics;
  }

  /** One row a model: the two references, then the algorithms in order. */
  public static DataTable of(Cell original, Cell retrained, List<AlgorithmResult> results) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.plain("model", "Model"));
    columns.add(Column.plain("learning_rate", "Learning rate"));
    columns.add(Column.plain("epochs", "Epochs"));
    columns.add(Column.plain("seeds", "Seeds"));
    METRICS.forEach((name, heading) -> columns.add(Column.withSpread(name, heading)));
    columns.add(Column.withSpread(EpochMeasurement.SECONDS, "Time, s").rounded(1));
    DataTable table = new DataTable(columns);
    table.row(row("original", NONE, NONE, original.epochs()));
    table.row(row("retrained", NONE, NONE, retrained.epochs()));
    for (AlgorithmResult result : results) {
      if (result instanceof AlgorithmResult.Measured measured) {
        table.row(
            row(
                measured.algorithm(),
                Decimals.plain(measured.learningRate()),
                measured.epoch(),
                measured.measurements()));
      } else {
        table.row(row(result.algorithm(), NONE, NONE, List.of()));
      }
    }
    return table;
  }

  private static List<Object> row(
      String model, String rate, Object epochs, List<EpochMeasurement> measurements) {
    List<Object> cells = new ArrayList<>();
    cells.add(model);
    cells.add(rate);
    cells.add(epochs);
    cells.add(measurements.size());
    METRICS.keySet().forEach(name -> cells.add(over(name, measurements)));
    cells.add(over(EpochMeasurement.SECONDS, measurements));
    return cells;
  }

  /** Over all measurements; a metric that one of them lacks has no mean. */
  private static MeanAndSpread over(String metric, List<EpochMeasurement> measurements) {
    List<Double> values =
        measurements.stream().map(epoch -> epoch.metric(metric).orElse(Double.NaN)).toList();
    return MeanAndSpread.of(values);
  }
}
