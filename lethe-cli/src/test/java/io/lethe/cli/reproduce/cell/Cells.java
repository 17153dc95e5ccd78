// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import io.lethe.cli.table.Decimals;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.unlearning.HyperParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Made-up cells. */
public final class Cells {
  private Cells() {}

  public static CellKey key(String algorithm, double rate, long seed) {
    return new CellKey(
        algorithm,
        new TreeMap<>(
            Map.of(
                HyperParameters.LEARNING_RATE,
                Decimals.plain(rate),
                HyperParameters.EPOCHS,
                "2",
                HyperParameters.BATCH_SIZE,
                "64")),
        seed);
  }

  /** A cell whose epochs have these scores; a NaN score is an epoch without indicators. */
  public static Cell scored(CellKey key, double... scores) {
    List<EpochMeasurement> epochs = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      epochs.add(EpochMeasurement.of(i + 1, metrics(scores[i]), 10.0 * (i + 1)));
    }
    return new Cell(key, epochs, Cell.Ending.COMPLETE, "", 30);
  }

  public static Map<String, Double> metrics(double score) {
    if (Double.isNaN(score)) {
      return Map.of(MetricNames.TEST_ACCURACY, 0.5);
    }
    return Map.of(
        MetricNames.TEST_ACCURACY,
        1 - score,
        MetricNames.RETAIN_ACCURACY,
        0.99,
        MetricNames.FORGET_ACCURACY,
        0.8,
        MetricNames.MIA_TNR,
        0.5,
        MetricNames.ACC_ERR_RETRAINED,
        score / 2,
        MetricNames.ACC_DIS,
        score / 4,
        MetricNames.ACC_ERR_ORIGINAL,
        score / 4);
  }
}
