// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

/** Solves small symmetric positive definite systems. */
final class Cholesky {

  private Cholesky() {}

  /**
   * The x of {@code A x = b}.
   *
   * @param a lower triangle of A; overwritten
   * @param b right-hand side; overwritten with the solution, which is also returned
   * @throws AttackException if A is not positive definite
   */
  static double[] solve(double[][] a, double[] b) {
    int n = b.length;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= a[i][k] * a[j][k];
        }
        if (i > j) {
          a[i][j] = sum / a[j][j];
        } else if (sum > 0) {
          a[j][j] = Math.sqrt(sum);
        } else {
          throw new AttackException(
              "the attack's equations have no unique solution (pivot " + sum + ")");
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        b[i] -= a[i][k] * b[k];
      }
      b[i] /= a[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        b[i] -= a[k][i] * b[k];
      }
      b[i] /= a[i][i];
    }
    return b;
  }
}
