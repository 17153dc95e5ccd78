// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.evaluation.attack.Attack;
import io.lethe.evaluation.attack.AttackTrainer;
import io.lethe.evaluation.attack.CrossValidatedAttack;
import io.lethe.evaluation.attack.FeatureMatrix;
import io.lethe.evaluation.attack.StratifiedFolds;
import io.lethe.evaluation.measure.AttackSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * Times the verifier's three attacks on made-up outputs of a classifier: the paper's (one attacker,
 * logits), the one of its authors' code (five folds, probabilities) and the loss-aware one (five
 * folds, sorted probabilities and the true label's loss). Training and asking count; the attacks
 * take turns, and each figure is the median over the rounds.
 *
 * @param trainingRows members and non-members together, at least 10
 * @param attackedRows rows that the attackers judge, at least 1
 * @param classes outputs a row, at least 2
 * @param rounds how often each is measured, at least 1
 * @param threads that train folds at the same time, at least 1
 */
public record AttackBench(
    int trainingRows, int attackedRows, int classes, int rounds, int threads) {
  private static final int FEWEST_ROWS = 10;
  private static final long SEED = 1;

  /** How much surer of itself the made-up model is where it was trained, in logits. */
  private static final double MEMBERS_MARGIN = 0.5;

  private static final double MARGIN = 3;

  /** Refuses counts below their least. */
  public AttackBench {
    if (trainingRows < FEWEST_ROWS
        || attackedRows < 1
        || classes < 2
        || rounds < 1
        || threads < 1) {
      throw new IllegalArgumentException(
          ("%d training rows, %d attacked rows, %d classes, %d rounds and %d threads: at least %d,"
                  + " 1, 2, 1 and 1 are needed")
              .formatted(trainingRows, attackedRows, classes, rounds, threads, FEWEST_ROWS));
    }
  }

  /** Seconds by attack. */
  public Map<String, Object> run() {
    AttackSettings attackers = AttackSettings.defaults(threads);
    List<Runnable> attacks = attacks(attackers);
    attacks.forEach(Runnable::run);
    List<double[]> measured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double[] seconds = attacks.stream().mapToDouble(Rounds::seconds).toArray();
      double all = DoubleStream.of(seconds).sum();
      measured.add(new double[] {seconds[0], seconds[1], seconds[2], all});
    }
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("training_rows", trainingRows);
    named.put("attacked_rows", attackedRows);
    named.put("classes", classes);
    named.put("folds", attackers.folds());
    named.put("threads", threads);
    named.put("paper_attack_seconds", Rounds.median(measured, 0));
    named.put("reference_code_attack_seconds", Rounds.median(measured, 1));
    named.put("loss_attack_seconds", Rounds.median(measured, 2));
    named.put("all_attacks_seconds", Rounds.median(measured, 3));
    return named;
  }

  /** The paper's attack, that of the authors' code, and the one that sees the loss. */
  private List<Runnable> attacks(AttackSettings attackers) {
    Outputs training = Outputs.random(trainingRows, classes, SEED);
    Outputs attacked = Outputs.random(attackedRows, classes, SEED + 1);
    int[] fold = StratifiedFolds.assign(training.labels(), attackers.folds(), SEED);
    return List.of(
        () -> {
          Attack attack =
              attackers.outputsOnly().train(training.asLogits(), training.member(), SEED);
          require(attack.nonMemberVotes(attacked.asLogits()).length);
        },
        () ->
            crossValidated(
                attackers.outputsOnly(),
                new CrossValidatedAttack.Rows(training.asProbabilities(), training.member(), fold),
                attacked.asProbabilities()),
        () ->
            crossValidated(
                attackers.withLoss(),
                new CrossValidatedAttack.Rows(training.asLoss(), training.member(), fold),
                attacked.asLoss()));
  }

  private void crossValidated(
      AttackTrainer trainer, CrossValidatedAttack.Rows training, FeatureMatrix attacked) {
    CrossValidatedAttack result =
        CrossValidatedAttack.run(trainer, training, SEED, List.of(attacked), threads);
    require(result.nonMemberShares().get(0).length);
  }

  private void require(int votes) {
    if (votes != attackedRows) {
      throw new IllegalStateException(votes + " votes on " + attackedRows + " rows");
    }
  }

  /** What a classifier might say: one class stands out, a little more where it was trained. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Outputs(double[][] logits, int[] labels, boolean[] member) {

    static Outputs random(int rows, int classes, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Outputs outputs = new Outputs(new double[rows][classes], new int[rows], new boolean[rows]);
      for (int row = 0; row < rows; row++) {
        outputs.labels[row] = random.nextInt(classes);
        outputs.member[row] = row % 2 == 0;
        for (int c = 0; c < classes; c++) {
          outputs.logits[row][c] = random.nextGaussian();
        }
        outputs.logits[row][outputs.labels[row]] +=
            MARGIN + (outputs.member[row] ? MEMBERS_MARGIN : 0);
      }
      return outputs;
    }

    FeatureMatrix asLogits() {
      return FeatureMatrix.of(logits, logits[0].length);
    }

    FeatureMatrix asProbabilities() {
      return FeatureMatrix.of(probabilities(), logits[0].length);
    }

    FeatureMatrix asLoss() {
      return FeatureMatrix.sortedWithLabelLoss(probabilities(), labels, logits[0].length);
    }

    private double[][] probabilities() {
      double[][] probabilities = new double[logits.length][logits[0].length];
      for (int row = 0; row < logits.length; row++) {
        double sum = 0;
        for (int c = 0; c < logits[row].length; c++) {
          probabilities[row][c] = Math.exp(logits[row][c]);
          sum += probabilities[row][c];
        }
        for (int c = 0; c < logits[row].length; c++) {
          probabilities[row][c] /= sum;
        }
      }
      return probabilities;
    }
  }
}
