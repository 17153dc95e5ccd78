package io.lethe.verifier.attack;

import java.util.ArrayList;
import java.util.List;
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
   * Trains and asks one attacker a fold.
   *
   * @param features the attack's rows, members and non-members
   * @param member which of them are members
   * @param fold the fold in which each row is held out (see {@link StratifiedFolds})
   * @param targets matrices of rows to vote on
   * @throws AttackException if an attacker fails
   */
  public static CrossValidatedAttack run(
      AttackTrainer trainer,
      FeatureMatrix features,
      boolean[] member,
      int[] fold,
      long seed,
      List<FeatureMatrix> targets) {
    int folds =
        1
            + IntStream.of(fold)
                .max()
                .orElseThrow(() -> new AttackException("no rows to attack with"));
    List<double[]> shares = new ArrayList<>();
    targets.forEach(target -> shares.add(new double[target.rows()]));
    double accuracy = 0;
    for (int f = 0; f < folds; f++) {
      int current = f;
      int[] training = IntStream.range(0, fold.length).filter(i -> fold[i] != current).toArray();
      int[] heldOut = IntStream.range(0, fold.length).filter(i -> fold[i] == current).toArray();
      Attack attack = trainer.train(features.select(training), select(member, training), seed + f);
      accuracy += accuracy(attack, features.select(heldOut), select(member, heldOut)) / folds;
      for (int t = 0; t < targets.size(); t++) {
        double[] votes = attack.nonMemberVotes(targets.get(t));
        for (int i = 0; i < votes.length; i++) {
          shares.get(t)[i] += votes[i] / folds;
        }
      }
    }
    return new CrossValidatedAttack(accuracy, shares);
  }

  private static double accuracy(Attack attack, FeatureMatrix rows, boolean[] member) {
    double[] votes = attack.nonMemberVotes(rows);
    long right = IntStream.range(0, votes.length).filter(i -> (votes[i] == 1) != member[i]).count();
    return (double) right / votes.length;
  }

  private static boolean[] select(boolean[] values, int[] rows) {
    boolean[] selected = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = values[rows[i]];
    }
    return selected;
  }
}
