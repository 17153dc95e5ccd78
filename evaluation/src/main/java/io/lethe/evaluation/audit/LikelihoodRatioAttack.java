// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * U-LiRA: who has models that unlearned a set and models that never knew it, of his own making,
 * says of one more which of the two it is. For each row x two normals are fitted to the margins phi
 * of his models, and the score of a held-out model is
 *
 * <pre>s(x) = log N(phi; mu_u, sigma_u) - log N(phi; mu_r, sigma_r)</pre>
 *
 * <p>by row, and summed over a person's rows by person. Every model is held out once, together with
 * the one of the same number on the other side: neither meets statistics that it was part of, and
 * both sides' statistics come from equally many models, so that two sides alike give 0.5.
 *
 * @param samples over all pairs of a model and a row
 * @param people over all pairs of a model and a person
 * @see <a href="https://arxiv.org/abs/2403.01218">Hayes et al., Inexact Unlearning Needs More
 *     Careful Evaluations to Avoid a False Sense of Privacy</a>
 */
public record LikelihoodRatioAttack(AttackPower samples, AttackPower people) {
  /** Below, nobody is left when one is held out. */
  public static final int LEAST_MODELS = 2;

  /**
   * Attacks.
   *
   * @param unlearned models that unlearned the rows
   * @param retrained as many that never knew them, about the same rows
   * @param person {@code [rows]}, numbers from 0 on, equal for the rows of one person
   * @throws IllegalArgumentException if the sides differ in models or rows, or there are fewer than
   *     {@link #LEAST_MODELS} models a side
   */
  public static LikelihoodRatioAttack of(
      ModelMargins unlearned, ModelMargins retrained, int[] person) {
    requireAlike(unlearned, retrained, person);
    double[][] positives = scores(unlearned, unlearned, retrained);
    double[][] negatives = scores(retrained, unlearned, retrained);
    return new LikelihoodRatioAttack(
        AttackPower.of(flat(positives), flat(negatives)),
        AttackPower.of(flat(byPerson(positives, person)), flat(byPerson(negatives, person))));
  }

  private static void requireAlike(ModelMargins unlearned, ModelMargins retrained, int[] person) {
    if (unlearned.models() != retrained.models() || unlearned.models() < LEAST_MODELS) {
      throw new IllegalArgumentException(
          "%d models unlearned and %d retrained; give equally many, at least %d a side"
              .formatted(unlearned.models(), retrained.models(), LEAST_MODELS));
    }
    if (unlearned.rows() != retrained.rows() || unlearned.rows() != person.length) {
      throw new IllegalArgumentException(
          "%d rows unlearned, %d retrained and %d with a person; they must be the same rows"
              .formatted(unlearned.rows(), retrained.rows(), person.length));
    }
  }

  /** {@code [models][rows]} scores of one side's models, each held out with its counterpart. */
  private static double[][] scores(
      ModelMargins heldOut, ModelMargins unlearned, ModelMargins retrained) {
    double[][] scores = new double[heldOut.models()][heldOut.rows()];
    for (int model = 0; model < scores.length; model++) {
      for (int row = 0; row < scores[model].length; row++) {
        double phi = heldOut.values()[model][row];
        scores[model][row] =
            Normal.of(unlearned.without(model, row)).logDensity(phi)
                - Normal.of(retrained.without(model, row)).logDensity(phi);
      }
    }
    return scores;
  }

  private static double[][] byPerson(double[][] scores, int[] person) {
    int people = IntStream.of(person).max().orElse(-1) + 1;
    double[][] sums = new double[scores.length][people];
    for (int model = 0; model < scores.length; model++) {
      for (int row = 0; row < person.length; row++) {
        sums[model][person[row]] += scores[model][row];
      }
    }
    return sums;
  }

  private static double[] flat(double[][] scores) {
    return Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
  }
}
