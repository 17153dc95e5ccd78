// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.Finished;
import io.lethe.cli.table.Decimals;
import io.lethe.evaluation.metrics.MetricNames;
import java.util.List;
import java.util.Optional;

/**
 * What one run gave.
 *
 * @param key which run
 * @param epochs its finished epochs, in order
 * @param ending how it ended
 * @param note why it ended before its last epoch; empty if it did not
 * @param wallSeconds of loading, unlearning and measuring
 */
public record Cell(
    CellKey key, List<EpochMeasurement> epochs, Ending ending, String note, double wallSeconds)
    implements Finished<CellKey> {

  /** How a run ended. */
  public enum Ending {
    /** All epochs were run. */
    COMPLETE,
    /** The next epoch would have been beyond the time budget. */
    OVER_BUDGET,
    /** The model broke, or cannot do what the algorithm needs. */
    FAILED
  }

  public Cell {
    requireNonNull(key, "key");
    requireNonNull(ending, "ending");
    requireNonNull(note, "note");
    epochs = List.copyOf(epochs);
  }

  /** A reference model's only measurement. */
  public static Cell reference(CellKey key, EpochMeasurement measurement, double wallSeconds) {
    return new Cell(key, List.of(measurement), Ending.COMPLETE, "", wallSeconds);
  }

  public Optional<EpochMeasurement> after(int epoch) {
    return epochs.stream().filter(measurement -> measurement.epoch() == epoch).findFirst();
  }

  @Override
  public String outcome() {
    StringBuilder text = new StringBuilder();
    if (!epochs.isEmpty()) {
      EpochMeasurement last = epochs.get(epochs.size() - 1);
      text.append("test ").append(metric(last, MetricNames.TEST_ACCURACY));
      text.append(", forget ").append(metric(last, MetricNames.FORGET_ACCURACY));
      text.append(", MIA ").append(metric(last, MetricNames.MIA_TNR));
    }
    if (ending != Ending.COMPLETE) {
      text.append(text.isEmpty() ? "" : "; ").append(note);
    }
    return text.toString();
  }

  private static String metric(EpochMeasurement measurement, String name) {
    return measurement.metric(name).isPresent()
        ? Decimals.rounded(measurement.metric(name).getAsDouble())
        : "–";
  }
}
