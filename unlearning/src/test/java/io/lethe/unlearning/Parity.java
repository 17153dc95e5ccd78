// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.learning.model.Logits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the reference's numbers. */
public final class Parity {

  private Parity() {}

  public static JsonNode read(String file) {
    try (InputStream in = Parity.class.getResourceAsStream("/parity/" + file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Stream<JsonNode> cases(String file) {
    return StreamSupport.stream(read(file).path("cases").spliterator(), false);
  }

  /** A teacher with these outputs, one row for each of the sorted ordinals. */
  public static TeacherLogits teacher(int[] ordinals, float[][] logits) {
    int classes = logits[0].length;
    float[] values = new float[logits.length * classes];
    for (int i = 0; i < logits.length; i++) {
      System.arraycopy(logits[i], 0, values, i * classes, classes);
    }
    return new TeacherLogits(ordinals, new Logits(values, logits.length, classes));
  }

  public static int[] integers(JsonNode array) {
    int[] result = new int[array.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = array.get(i).intValue();
    }
    return result;
  }

  public static float[][] floats(JsonNode matrix) {
    float[][] result = new float[matrix.size()][];
    for (int i = 0; i < result.length; i++) {
      JsonNode row = matrix.get(i);
      result[i] = new float[row.size()];
      for (int k = 0; k < row.size(); k++) {
        result[i][k] = (float) row.get(k).doubleValue();
      }
    }
    return result;
  }
}
