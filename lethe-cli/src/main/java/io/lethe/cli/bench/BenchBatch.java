// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.learning.model.LabelledImages;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TrainableModel;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The batch of the bare step: already in memory, the same every time. */
final class BenchBatch {
  private BenchBatch() {}

  /** The first images, to be trained on with their mean cross-entropy. */
  static StepInputs of(TrainableModel model, LabelledImages images, int batchSize) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(batchSize * images.shape().bytes());
    int[] labels = new int[batchSize];
    for (int row = 0; row < batchSize; row++) {
      images.copyImage(row, pixels);
      labels[row] = images.label(row);
    }
    float[] mean = new float[batchSize];
    Arrays.fill(mean, 1f / batchSize);
    return new StepInputs(
        batchSize,
        pixels.flip(),
        labels,
        mean,
        new float[batchSize],
        new float[batchSize * images.classes()],
        1,
        model.fullMask());
  }
}
