// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.learning.model.ModelVariable;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The variables of a version as its checkpoint holds them: 32-bit floats, one variable behind the
 * other in the order of the update mask.
 */
record Weights(List<Variable> variables) {

  /** A variable with its numbers; {@code trainable} is false for a moving statistic. */
  @SuppressWarnings("ArrayRecordComponent") // a bag of numbers for one test, never compared
  record Variable(String path, int block, boolean trainable, float[] values) {

    boolean sameBits(Variable other) {
      return Arrays.equals(values, other.values);
    }
  }

  static Weights of(Path version) throws IOException {
    FloatBuffer data =
        ByteBuffer.wrap(
                Files.readAllBytes(version.resolve("variables/variables.data-00000-of-00001")))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    List<Variable> found = new ArrayList<>();
    try (TrainableModel model = TrainableModel.load(version, Workbench.RUNTIME)) {
      for (int i = 0; i < model.variables().size(); i++) {
        ModelVariable variable = model.variables().get(i);
        long size = Arrays.stream(variable.shape()).reduce(1, Math::multiplyExact);
        float[] values = new float[Math.toIntExact(size)];
        data.get(values);
        found.add(new Variable(variable.path(), variable.block(), model.isTrainable(i), values));
      }
    }
    if (data.hasRemaining()) {
      throw new IllegalStateException(data.remaining() + " numbers belong to no variable");
    }
    return new Weights(List.copyOf(found));
  }
}
