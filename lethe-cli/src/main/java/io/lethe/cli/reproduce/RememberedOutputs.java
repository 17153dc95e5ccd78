// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.model.Models;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Logits;
import java.nio.file.Path;
import java.util.Arrays;

/** What a model that does not change has answered: asked once, however often it is compared. */
final class RememberedOutputs implements Predictor {
  private final int[] ordinals;
  private final Logits logits;

  private RememberedOutputs(int[] ordinals, Logits logits) {
    this.ordinals = ordinals;
    this.logits = logits;
  }

  /**
   * Asks a model.
   *
   * @param ordinals sorted, unique
   */
  static RememberedOutputs of(Models models, Path model, Dataset dataset, int[] ordinals) {
    return models.with(
        model, loaded -> new RememberedOutputs(ordinals, loaded.on(dataset).logits(ordinals)));
  }

  /** The rows of samples that it was asked about. */
  @Override
  public Logits logits(int[] asked) {
    int classes = logits.classes();
    float[] values = new float[Math.multiplyExact(asked.length, classes)];
    for (int i = 0; i < asked.length; i++) {
      int row = Arrays.binarySearch(ordinals, asked[i]);
      if (row < 0) {
        throw new IllegalArgumentException("the model was not asked about sample " + asked[i]);
      }
      System.arraycopy(logits.values(), row * classes, values, i * classes, classes);
    }
    return new Logits(values, asked.length, classes);
  }
}
