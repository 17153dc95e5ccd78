// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.audit;

/**
 * The attack of one who sees parent and candidate and has no models of his own: rows whose margin
 * fell, {@code phi_parent - phi_candidate}, are taken for those that were forgotten. That a margin
 * falls is what unlearning is for, so a retrained model is not at 0.5 either: it is the measure.
 *
 * @see <a href="https://arxiv.org/abs/2005.02205">Chen et al., When Machine Unlearning Jeopardizes
 *     Privacy</a>
 */
public final class DifferenceAttack {

  private DifferenceAttack() {}

  /**
   * The area under the ROC curve of forgotten rows against retained ones.
   *
   * @param forgotten margins of the forget rows
   * @param retained margins of retained rows
   * @return 0.5 where both fell alike, 1 where every forgotten one fell more
   */
  public static double area(Pair forgotten, Pair retained) {
    return AttackPower.area(forgotten.fall(), retained.fall());
  }

  /**
   * The margins of the same rows under two models. The arrays are owned by this object.
   *
   * @param parent {@code [rows]}, all finite
   * @param candidate {@code [rows]}, all finite
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Pair(double[] parent, double[] candidate) {

    /** Refuses what {@link ModelMargins} refuses. */
    public Pair {
      new ModelMargins(new double[][] {parent, candidate});
    }

    private double[] fall() {
      double[] fall = new double[parent.length];
      for (int row = 0; row < fall.length; row++) {
        fall[row] = parent[row] - candidate[row];
      }
      return fall;
    }
  }
}
