// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

/** The size of Adam's steps over a run. */
public sealed interface LearningRate {

  /** The rate of update {@code step} of {@code totalSteps}, counted from 0. */
  float at(int step, int totalSteps);

  /** The same rate at every step. */
  record Constant(float rate) implements LearningRate {

    /** Refuses what is not a positive number. */
    public Constant {
      requirePositive(rate);
    }

    @Override
    public float at(int step, int totalSteps) {
      return rate;
    }
  }

  /** From the initial rate along half a cosine to zero. */
  record Cosine(float initial) implements LearningRate {

    /** Refuses what is not a positive number. */
    public Cosine {
      requirePositive(initial);
    }

    @Override
    public float at(int step, int totalSteps) {
      return (float) (initial * 0.5 * (1 + Math.cos(Math.PI * step / Math.max(1, totalSteps))));
    }
  }

  private static void requirePositive(float rate) {
    if (!(rate > 0) || Float.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "the learning rate is " + rate + "; it must be a number above 0");
    }
  }
}
