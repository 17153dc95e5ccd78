// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.learning.training.StepTargets;

/**
 * The loss that a model's graph computes from weights and targets, written out: sum of ce CE(s,
 * label) + kl KL(softmax(t/T) || softmax(s/T)), with its gradient.
 *
 * @param crossEntropy the first sum
 * @param distillation the second sum
 * @param gradient by student logit, {@code [B][K]}
 */
@SuppressWarnings("ArrayRecordComponent") // a bag of numbers for one test, never compared
public record GraphLoss(double crossEntropy, double distillation, double[][] gradient) {

  public static GraphLoss of(
      float[][] student, int[] labels, StepTargets targets, double temperature) {
    double crossEntropy = 0;
    double distillation = 0;
    double[][] gradient = new double[student.length][student[0].length];
    for (int i = 0; i < student.length; i++) {
      double ce = targets.crossEntropyWeight(i);
      double kl = targets.distillationWeight(i);
      double[] plain = softmax(student[i], 1);
      double[] soft = softmax(student[i], temperature);
      double[] logSoft = logSoftmax(student[i], temperature);
      double[] target = softmax(targets.targetLogits(i), temperature);
      crossEntropy -= ce * logSoftmax(student[i], 1)[labels[i]];
      for (int k = 0; k < plain.length; k++) {
        if (target[k] > 0) {
          distillation +=
              kl * target[k] * (logSoftmax(targets.targetLogits(i), temperature)[k] - logSoft[k]);
        }
        gradient[i][k] =
            ce * (plain[k] - (k == labels[i] ? 1 : 0)) + kl * (soft[k] - target[k]) / temperature;
      }
    }
    return new GraphLoss(crossEntropy, distillation, gradient);
  }

  /** Compares the gradient with the reference's, to the tolerance that its README states. */
  public void assertGradient(JsonNode expected) {
    assertThat(gradient.length).isEqualTo(expected.size());
    for (int i = 0; i < gradient.length; i++) {
      for (int k = 0; k < gradient[i].length; k++) {
        assertThat(gradient[i][k])
            .as("gradient of logit %s of row %s", k, i)
            .isCloseTo(expected.get(i).get(k).asDouble(), within(1e-6));
      }
    }
  }

  /** Compares a loss with the reference's, to the tolerance that its README states. */
  public static void assertLoss(double found, JsonNode expected) {
    double value = expected.asDouble();
    assertThat(found).isCloseTo(value, within(2e-6 * Math.max(1, Math.abs(value))));
  }

  static double[] softmax(float[] logits, double temperature) {
    double[] log = logSoftmax(logits, temperature);
    for (int k = 0; k < log.length; k++) {
      log[k] = Math.exp(log[k]);
    }
    return log;
  }

  private static double[] logSoftmax(float[] logits, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit / temperature);
    }
    double sum = 0;
    double[] result = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      result[k] = logits[k] / temperature - max;
      sum += Math.exp(result[k]);
    }
    for (int k = 0; k < logits.length; k++) {
      result[k] -= Math.log(sum);
    }
    return result;
  }
}
