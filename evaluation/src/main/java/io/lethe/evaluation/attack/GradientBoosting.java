// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Gradient boosted trees with log loss, in the place of the paper's CatBoost (which has no trainer
 * for the JVM): on the reference's own rows and folds the share of forget samples called
 * non-members lies within 0.02 of CatBoost's.
 *
 * <p>Written here because an attack is small (some ten thousand rows, as many columns as classes)
 * and the JVM's bindings to native libraries cost more than they give: they want libgomp from the
 * system, and LightGBM's unpacks itself to one path for all processes of a machine, which kills the
 * others. Deterministic on every machine. Cost: rounds × rows × columns × depth.
 *
 * <p>Why: docs/decisions/0007-the-attacks-trees-grow-in-java.md.
 *
 * @param rounds trees, each shrunk by 0.03
 */
public record GradientBoosting(int rounds) implements AttackTrainer {

  /** Trees that reach the numbers of CatBoost with its 1,000; more of them only cost time. */
  public static final int DEFAULT_ROUNDS = 300;

  private static final double SHRINKAGE = 0.03;
  private static final int MAX_LEAVES = 15;
  private static final int MIN_ROWS_IN_LEAF = 20;
  private static final double PENALTY = 3;
  private static final double SAMPLED_SHARE = 0.8;

  /** Refuses less than one round. */
  public GradientBoosting {
    if (rounds < 1) {
      throw new IllegalArgumentException(
          "gradient boosting with " + rounds + " rounds; it needs at least 1");
    }
  }

  @Override
  public Attack train(FeatureMatrix features, boolean[] member, long seed) {
    if (features.rows() == 0 || features.rows() != member.length) {
      throw new AttackException(
          "an attack on "
              + features.rows()
              + " rows with "
              + member.length
              + " memberships cannot be trained");
    }
    double start = logOddsOfMembers(member);
    double[] scores = new double[member.length];
    Arrays.fill(scores, start);
    double[] gradient = new double[member.length];
    double[] curvature = new double[member.length];
    TreeGrower grower =
        new TreeGrower(
            BinnedColumns.of(features), MAX_LEAVES, MIN_ROWS_IN_LEAF, PENALTY, gradient, curvature);
    SplittableRandom random = new SplittableRandom(seed);
    List<RegressionTree> trees = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < scores.length; i++) {
        double p = sigmoid(scores[i]);
        gradient[i] = p - (member[i] ? 1 : 0);
        curvature[i] = p * (1 - p);
      }
      RegressionTree tree = grower.grow(sample(scores.length, random), SHRINKAGE);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += tree.predict(features, i);
      }
      trees.add(tree);
    }
    return asked -> probabilities(asked, start, trees);
  }

  private static double[] probabilities(
      FeatureMatrix asked, double start, List<RegressionTree> trees) {
    double[] probabilities = new double[asked.rows()];
    for (int row = 0; row < probabilities.length; row++) {
      double score = start;
      for (RegressionTree tree : trees) {
        score += tree.predict(asked, row);
      }
      probabilities[row] = sigmoid(score);
    }
    return probabilities;
  }

  /** Every row with the same probability, in order; all of them if that leaves none. */
  private static int[] sample(int rows, SplittableRandom random) {
    int[] drawn = new int[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (random.nextDouble() < SAMPLED_SHARE) {
        drawn[count++] = row;
      }
    }
    return count == 0 ? IntStream.range(0, rows).toArray() : Arrays.copyOf(drawn, count);
  }

  private static double logOddsOfMembers(boolean[] member) {
    int members = 0;
    for (boolean is : member) {
      members += is ? 1 : 0;
    }
    // half a row more on either side: finite also where all are members, or none
    return Math.log((members + 0.5) / (member.length - members + 0.5));
  }

  private static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }
}
