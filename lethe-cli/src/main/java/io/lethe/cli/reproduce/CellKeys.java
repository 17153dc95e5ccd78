// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.table.Decimals;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.run.Algorithms;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names the runs of the grid. What two tables or figures share has one name, and is run once. */
final class CellKeys {
  private final Algorithms algorithms;
  private final ReproduceSettings settings;

  CellKeys(Algorithms algorithms, ReproduceSettings settings) {
    this.algorithms = algorithms;
    this.settings = settings;
  }

  /**
   * Refuses what an algorithm would refuse, before hours of training.
   *
   * @throws IllegalArgumentException for an unknown algorithm or a bad hyper-parameter
   */
  void check() {
    settings.algorithms().forEach(algorithms::named);
    settings.learningRates().own().keySet().forEach(algorithms::named);
    List<CellKey> keys = new ArrayList<>();
    settings.algorithms().forEach(algorithm -> keys.addAll(selection(algorithm)));
    if (settings.figures().sensitivity()) {
      settings.sensitivity().learningRates().forEach(rate -> keys.add(sftc(rate)));
      keys.addAll(temperatures(settings.sensitivity().learningRates().get(0), 1));
      keys.addAll(confusions(settings.sensitivity().learningRates().get(0), 1));
    }
    for (CellKey key : keys) {
      algorithms.named(key.algorithm()).hyperParameters(key.hyperParameters());
    }
  }

  /** How many cells there are if no algorithm fails, the two references among them. */
  int count() {
    int count = 2;
    for (String algorithm : settings.algorithms()) {
      count += settings.learningRates().of(algorithm).size() + settings.seeds() - 1;
    }
    if (settings.figures().sensitivity()) {
      Set<CellKey> more = new LinkedHashSet<>(temperatures(1, 1));
      more.addAll(confusions(1, 1));
      more.remove(sftc(1, defaults().temperature(), defaults().confusion(), 1));
      count += more.size();
      List<Double> known = settings.learningRates().of(ReproduceSettings.SFTC);
      for (double rate : settings.sensitivity().learningRates()) {
        count += known.contains(rate) ? 0 : 1;
      }
    }
    return count;
  }

  /** One cell a rate, on the first seed. */
  List<CellKey> selection(String algorithm) {
    return settings.learningRates().of(algorithm).stream()
        .map(rate -> table(algorithm, rate, settings.firstSeed()))
        .toList();
  }

  /** The cells of a row of the table: one a seed, the first of them from the selection. */
  List<CellKey> seeds(String algorithm, double rate) {
    List<CellKey> keys = new ArrayList<>();
    for (int seed = 0; seed < settings.seeds(); seed++) {
      keys.add(table(algorithm, rate, settings.firstSeed() + seed));
    }
    return keys;
  }

  /** SFTC with a learning rate of Figure 5. */
  CellKey sftc(double rate) {
    return table(ReproduceSettings.SFTC, rate, settings.firstSeed());
  }

  /** SFTC with each temperature of Figure 5. */
  List<CellKey> temperatures(double rate, int epochs) {
    return settings.sensitivity().temperatures().stream()
        .map(temperature -> sftc(rate, temperature, defaults().confusion(), epochs))
        .toList();
  }

  /** SFTC with each confusion fraction of Figure 5. */
  List<CellKey> confusions(double rate, int epochs) {
    return settings.sensitivity().confusions().stream()
        .map(confusion -> sftc(rate, defaults().temperature(), confusion, epochs))
        .toList();
  }

  private CellKey table(String algorithm, double rate, long seed) {
    return new CellKey(algorithm, common(algorithm, rate, settings.epochs()), seed);
  }

  /** With the defaults it is a cell of the table, which has run for all epochs already. */
  private CellKey sftc(double rate, double temperature, double confusion, int epochs) {
    if (temperature == defaults().temperature() && confusion == defaults().confusion()) {
      return sftc(rate);
    }
    SortedMap<String, String> parameters = common(ReproduceSettings.SFTC, rate, epochs);
    parameters.put(HyperParameters.TEMPERATURE, Decimals.plain(temperature));
    parameters.put(HyperParameters.CONFUSION, Decimals.plain(confusion));
    return new CellKey(ReproduceSettings.SFTC, parameters, settings.firstSeed());
  }

  private SortedMap<String, String> common(String algorithm, double rate, int epochs) {
    SortedMap<String, String> parameters = new TreeMap<>();
    parameters.put(HyperParameters.LEARNING_RATE, Decimals.plain(rate));
    parameters.put(HyperParameters.EPOCHS, Integer.toString(epochs));
    Set<String> understood = algorithms.named(algorithm).hyperParameterNames();
    if (understood.contains(HyperParameters.BATCH_SIZE)) {
      parameters.put(HyperParameters.BATCH_SIZE, Integer.toString(settings.batchSize()));
    }
    if (understood.contains(HyperParameters.LAYERS)) {
      parameters.put(HyperParameters.LAYERS, Integer.toString(settings.layers()));
    }
    return parameters;
  }

  private HyperParameters defaults() {
    return algorithms.named(ReproduceSettings.SFTC).defaults();
  }
}
