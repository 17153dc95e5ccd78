// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A model as it was after an epoch of unlearning.
 *
 * @param epoch counted from 1; 0 where nothing was unlearned
 * @param metrics by the names of the verifier's metrics, and {@link #SECONDS}; what could not be
 *     measured is missing
 */
public record EpochMeasurement(int epoch, Map<String, Double> metrics) {

  /** Time from the loaded original to this epoch's end, measuring left out. */
  public static final String SECONDS = "seconds";

  public EpochMeasurement {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch is " + epoch + "; epochs count from 0");
    }
    metrics = Map.copyOf(metrics);
  }

  /** With the time that it took, for the file. */
  public static EpochMeasurement of(int epoch, Map<String, Double> metrics, double seconds) {
    Map<String, Double> all = new TreeMap<>(metrics);
    all.put(SECONDS, seconds);
    return new EpochMeasurement(epoch, all);
  }

  public OptionalDouble metric(String name) {
    Double value = metrics.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
