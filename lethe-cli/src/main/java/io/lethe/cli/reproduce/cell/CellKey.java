// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.CellName;
import io.lethe.unlearning.HyperParameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run of the grid.
 *
 * @param algorithm its name
 * @param hyperParameters as text, as the algorithm reads them
 * @param seed of every random choice of the run
 */
public record CellKey(String algorithm, SortedMap<String, String> hyperParameters, long seed)
    implements CellName {

  public CellKey {
    requireNonNull(algorithm, "algorithm");
    hyperParameters = Collections.unmodifiableSortedMap(new TreeMap<>(hyperParameters));
  }

  /** A model that nothing unlearned: the original, the retrained. */
  public static CellKey reference(String name) {
    return new CellKey(name, new TreeMap<>(), 0);
  }

  /** How many epochs were asked for. */
  public int epochsWanted() {
    return Integer.parseInt(hyperParameters.get(HyperParameters.EPOCHS));
  }

  public double rate() {
    return Double.parseDouble(hyperParameters.get(HyperParameters.LEARNING_RATE));
  }

  @Override
  public String fileName() {
    return words(",", "=") + ".json";
  }

  @Override
  public String describe() {
    return words(", ", " ").replace('_', ' ');
  }

  private String words(String between, String is) {
    Map<String, String> settings = new LinkedHashMap<>(hyperParameters);
    if (!settings.isEmpty()) {
      settings.put("seed", Long.toString(seed));
    }
    return CellName.words(algorithm, settings, between, is);
  }
}
