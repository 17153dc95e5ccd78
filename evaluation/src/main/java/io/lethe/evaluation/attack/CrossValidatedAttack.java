// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * One attacker a fold, each trained on the other folds, as the reference code does: its accuracy on
 * the held-out rows says how much the attack knows, and all of them vote on rows that none was
 * trained on.
 *
 * @param accuracy mean over the folds of the accuracy on the held-out rows
 * @param nonMemberShares by target and row: the share of attackers that call it a non-member
 */
public record CrossValidatedAttack(double accuracy, List<double[]> nonMemberShares) {

  /** Copies the list. */
  public CrossValidatedAttack {
    nonMemberShares = List.copyOf(nonMemberShares);
  }

  /**
   * What attackers are trained and tested on.
   *
   * @param features the attack's rows, members and non-members
   * @param member which of them are members
   * @param fold the fold in which each row is held out (see {@link StratifiedFolds})
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Rows(FeatureMatrix features, boolean[] member, int[] fold) {

    private int folds() {
      return 1
          + IntStream.of(fold)
              .max()
              .orElseThrow(() -> new AttackException("no rows to attack with"));
    }

    private Rows select(IntPredicate wanted) {
      int[] rows = IntStream.range(0, fold.length).filter(wanted).toArray();
      boolean[] members = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        members[i] = member[rows[i]];
      }
      return new Rows(
          features.select(rows), members, IntStream.of(rows).map(row -> fold[row]).toArray());
    }
  }

  /**
   * Trains and asks one attacker a fold; the result does not depend on the number of threads.
   *
   * @param rows what attackers are trained and tested on
   * @param seed of the first fold's attacker; the others count up from it
   * @param targets matrices of rows to vote on
   * @param threads that train folds at the same time
   * @throws AttackException if an attacker fails, or the thread is interrupted
   */
  public static CrossValidatedAttack run(
      AttackTrainer trainer, Rows rows, long seed, List<FeatureMatrix> targets, int threads) {
    int folds = rows.folds();
    List<Callable<FoldResult>> tasks = new ArrayList<>();
    for (int f = 0; f < folds; f++) {
      int current = f;
      tasks.add(() -> fold(trainer, rows, current, seed + current, targets));
    }
    List<FoldResult> results = inParallel(tasks, threads);
    double accuracy = results.stream().mapToDouble(FoldResult::accuracy).sum() / folds;
    List<double[]> shares = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      double[] mean = new double[targets.get(t).rows()];
      for (FoldResult result : results) {
        double[] votes = result.votes().get(t);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += votes[i] / folds;
        }
      }
      shares.add(mean);
    }
    return new CrossValidatedAttack(accuracy, shares);
  }

  private record FoldResult(double accuracy, List<double[]> votes) {}

  private static FoldResult fold(
      AttackTrainer trainer, Rows rows, int fold, long seed, List<FeatureMatrix> targets) {
    Rows training = rows.select(row -> rows.fold[row] != fold);
    Attack attack = trainer.train(training.features, training.member, seed);
    return new FoldResult(
        accuracy(attack, rows.select(row -> rows.fold[row] == fold)),
        targets.stream().map(attack::nonMemberVotes).toList());
  }

  private static List<FoldResult> inParallel(List<Callable<FoldResult>> tasks, int threads) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "attack");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<FoldResult> results = new ArrayList<>();
      for (Future<FoldResult> result : pool.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AttackException("an attacker failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttackException("interrupted while attackers were trained", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static double accuracy(Attack attack, Rows rows) {
    double[] votes = attack.nonMemberVotes(rows.features);
    long right =
        IntStream.range(0, votes.length).filter(i -> (votes[i] == 1) != rows.member[i]).count();
    return (double) right / votes.length;
  }
}
