// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import io.lethe.evaluation.metrics.MetricNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The paper's choice of learning rate and epoch: equations 5, 6 and 7 are its indicators, with the
 * retrained model in hand. It names no weights, so they are summed; the smallest sum is the best.
 */
public final class Choice {
  private static final List<String> INDICATORS =
      List.of(MetricNames.ACC_ERR_RETRAINED, MetricNames.ACC_DIS, MetricNames.ACC_ERR_ORIGINAL);

  private Choice() {}

  /** Eq. 5 + Eq. 6 + Eq. 7; NaN if one of them is missing. */
  static double score(Map<String, Double> metrics) {
    double sum = 0;
    for (String indicator : INDICATORS) {
      sum += metrics.getOrDefault(indicator, Double.NaN);
    }
    return sum;
  }

  /**
   * The cell with the best epoch of all; of equals the first. Empty if none has an epoch with all
   * indicators.
   */
  public static Optional<Cell> best(List<Cell> cells) {
    Cell best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Cell cell : cells) {
      for (EpochMeasurement epoch : cell.epochs()) {
        double score = score(epoch.metrics());
        if (score < least) {
          least = score;
          best = cell;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * The epoch with the best mean over the seeds, among those that every seed reached with all
   * indicators; of equals the earliest.
   */
  public static OptionalInt epoch(List<Cell> seeds) {
    Map<Integer, Double> means = new TreeMap<>();
    for (Cell cell : seeds) {
      for (EpochMeasurement epoch : cell.epochs()) {
        means.merge(epoch.epoch(), score(epoch.metrics()) / seeds.size(), Double::sum);
      }
    }
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<Integer, Double> mean : means.entrySet()) {
      boolean everywhere = seeds.stream().allMatch(cell -> cell.after(mean.getKey()).isPresent());
      if (everywhere && mean.getValue() < least) {
        least = mean.getValue();
        best = mean.getKey();
      }
    }
    return best == 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }
}
