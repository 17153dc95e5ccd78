// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * One batch on its way into a training step. The arrays are read at the call and may be reused
 * afterwards.
 *
 * @param rows B, at least 1
 * @param images uint8 [B,H,W,C] in a direct buffer, position 0, limit B*H*W*C
 * @param labels [B]
 * @param crossEntropyWeight [B]
 * @param distillationWeight [B]
 * @param targetLogits [B*K]
 * @param temperature of the distillation, above 0
 * @param updateMask one number a variable: 1 moves, 0 stays bit for bit
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of native-bound buffers
public record StepInputs(
    int rows,
    ByteBuffer images,
    int[] labels,
    float[] crossEntropyWeight,
    float[] distillationWeight,
    float[] targetLogits,
    float temperature,
    float[] updateMask) {

  /**
   * Refuses arrays whose length does not fit the number of rows, and a temperature that is not
   * positive.
   */
  public StepInputs {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(updateMask, "updateMask");
    if (rows < 1) {
      throw new IllegalArgumentException("a batch has " + rows + " rows; it needs at least 1");
    }
    require("labels", labels.length, rows);
    require("crossEntropyWeight", crossEntropyWeight.length, rows);
    require("distillationWeight", distillationWeight.length, rows);
    if (targetLogits.length % rows != 0) {
      throw new IllegalArgumentException(
          targetLogits.length + " target logits do not fit " + rows + " rows");
    }
    if (!(temperature > 0) || Float.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature is " + temperature + "; it must be a number above 0");
    }
  }

  private static void require(String name, int length, int rows) {
    if (length != rows) {
      throw new IllegalArgumentException(
          name + " has " + length + " entries for " + rows + " rows");
    }
  }
}
