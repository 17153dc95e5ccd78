// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.domain.policy.ConfusionRounding;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The biased random output generator M_b of section 4 of the paper: the teacher of the forget rows.
 *
 * <p>A row is K draws of |N(0, 1)|, used as logits. A biased row then adds U(0.5, 1) to its label's
 * entry, a new draw each time, while the first index of the maximum is not the label; other entries
 * stay. Of the n forget rows of a batch, the confusion fraction c picks which label: c = 0 the true
 * one for all; c = 1 none, the rows stay label-free; between them a share c of the rows, chosen
 * uniformly without repetition, get a label drawn uniformly from all K. A batch holds few forget
 * rows, so that {@link ConfusionRounding} says how many of them make the share.
 *
 * <p>Deterministic for a given random source and sequence of calls. Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1145/3655693.3655702">Perifanis et al., SFTC, EICC 2024, section
 *     4</a>
 */
final class BiasedGenerator implements ForgetTargets {
  private final int classes;
  private final double confusion;
  private final ConfusionRounding rounding;
  private final RandomGenerator random;
  private double owed; // confused rows that the batches so far fell short of, below 1

  BiasedGenerator(
      int classes, double confusion, ConfusionRounding rounding, RandomGenerator random) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          "classes is " + classes + "; a generator needs at least 1");
    }
    if (!(confusion >= 0 && confusion <= 1)) {
      throw new IllegalArgumentException("confusion is " + confusion + "; it must lie in [0, 1]");
    }
    this.classes = classes;
    this.confusion = confusion;
    this.rounding = rounding;
    this.random = random;
  }

  @Override
  public float[][] of(int step, int[] ordinals, int[] labels) {
    return draw(labels);
  }

  /**
   * Draws a row of logits for every forget row of one batch.
   *
   * @param labels the true labels, one a row, each in [0, K)
   * @return {@code [labels.length][K]} logits
   */
  float[][] draw(int[] labels) {
    float[][] rows = new float[labels.length][];
    if (confusion == 1) {
      Arrays.setAll(rows, i -> labelFree());
      return rows;
    }
    int[] targets = confusedLabels(labels);
    Arrays.setAll(rows, i -> biased(targets[i]));
    return rows;
  }

  /** How many of the next batch's forget rows get a random label at confusion c, 0 < c < 1. */
  int confusedCount(int forgetRows) {
    if (forgetRows == 0 || confusion == 0) {
      return 0;
    }
    if (rounding == ConfusionRounding.REFERENCE) {
      return Math.max(1, (int) Math.floor(forgetRows * confusion)); // double, as there
    }
    owed += forgetRows * confusion;
    int count = (int) Math.floor(owed);
    owed -= count;
    return count;
  }

  private int[] confusedLabels(int[] labels) {
    int[] result = labels.clone();
    int count = confusedCount(labels.length);
    int[] order = new int[labels.length];
    Arrays.setAll(order, i -> i);
    for (int i = 0; i < count; i++) {
      int chosen = i + random.nextInt(order.length - i);
      int index = order[chosen];
      order[chosen] = order[i];
      order[i] = index;
      result[index] = random.nextInt(classes);
    }
    return result;
  }

  private float[] biased(int label) {
    Objects.checkIndex(label, classes);
    float[] row = labelFree();
    while (firstMaximum(row) != label) {
      row[label] += (float) random.nextDouble(0.5, 1);
    }
    return row;
  }

  private float[] labelFree() {
    float[] row = new float[classes];
    for (int k = 0; k < classes; k++) {
      row[k] = (float) Math.abs(random.nextGaussian());
    }
    return row;
  }

  private static int firstMaximum(float[] row) {
    int best = 0;
    for (int k = 1; k < row.length; k++) {
      if (row[k] > row[best]) {
        best = k;
      }
    }
    return best;
  }
}
