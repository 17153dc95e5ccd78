// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.reproduce.cell.TimeBudget;
import io.lethe.domain.policy.Algorithm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The grid, and what is drawn from it.
 *
 * @param algorithms names, in the order of the table; {@code retrain} is always its reference
 * @param learningRates among which one is chosen for each algorithm
 * @param seeds how many seeds the table's means are over, at least 1
 * @param firstSeed the others count up from it; the rates are compared on this one
 * @param epochs of unlearning at most, at least 1
 * @param batchSize rows a step, of training and unlearning
 * @param layers blocks that CF-k and EU-k freeze, counted from the input, at least 1
 * @param budgetShare of the retraining's time that an unlearning may take, above 0
 * @param splitSeed which test samples the attackers train on
 * @param retainSamples retain samples that are measured at most, at least 1
 * @param figures which are wanted
 * @param sensitivity what Figure 5 tries
 */
public record ReproduceSettings(
    List<String> algorithms,
    LearningRates learningRates,
    int seeds,
    long firstSeed,
    int epochs,
    int batchSize,
    int layers,
    double budgetShare,
    long splitSeed,
    int retainSamples,
    FigureChoice figures,
    Sensitivity sensitivity) {

  /** Exact unlearning: the table's reference, not a row of the grid. */
  static final String RETRAIN = Algorithm.RETRAIN.label();

  /** The paper's algorithm, about which Figure 5 is. */
  static final String SFTC = "sftc";

  /** Refuses values out of range, all problems in one message. */
  public ReproduceSettings {
    TimeBudget.requireShare(budgetShare);
    LinkedHashSet<String> names = new LinkedHashSet<>(algorithms);
    names.remove(RETRAIN);
    algorithms = List.copyOf(names);
    List<String> problems = new ArrayList<>();
    if (algorithms.isEmpty()) {
      problems.add("--algorithms names none but retrain, which is always the reference; add one");
    }
    requireOne(problems, "--seeds", seeds);
    requireOne(problems, "--epochs", epochs);
    requireOne(problems, "--batch-size", batchSize);
    requireOne(problems, "--layers", layers);
    requireOne(problems, "--retain-samples", retainSamples);
    if (figures.sensitivity() && !algorithms.contains(SFTC)) {
      problems.add(
          "Figure 5 is about sftc, which --algorithms leaves out; add it, or say --figures 4");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  private static void requireOne(List<String> problems, String option, int value) {
    if (value < 1) {
      problems.add(option + " is " + value + "; it must be at least 1");
    }
  }
}
