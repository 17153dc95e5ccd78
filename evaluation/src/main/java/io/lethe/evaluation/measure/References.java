// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What models that never saw some samples say of them. The arrays are owned by this object, not
 * copied.
 *
 * @param ordinals of the samples, {@code [n]}, sorted, unique
 * @param margins {@code [models][n]} log-odds margins ({@link io.lethe.learning.model.LogOdds});
 *     NaN where the model was trained on the sample
 * @param hits {@code [models][n]}: 1 where the model gets the sample right, else 0; NaN as above
 */
@SuppressWarnings("ArrayRecordComponent") // large and handed on, never compared
public record References(int[] ordinals, double[][] margins, double[][] hits) {

  /** Refuses arrays that do not fit each other. */
  public References {
    if (margins.length != hits.length) {
      throw new IllegalArgumentException(
          "%d models have margins and %d hits: each needs both"
              .formatted(margins.length, hits.length));
    }
    for (int model = 0; model < margins.length; model++) {
      if (margins[model].length != ordinals.length || hits[model].length != ordinals.length) {
        throw new IllegalArgumentException(
            "model %d has %d margins and %d hits for %d samples"
                .formatted(model, margins[model].length, hits[model].length, ordinals.length));
      }
    }
  }

  /** No models, about nothing. */
  public static References none() {
    return new References(new int[0], new double[0][], new double[0][]);
  }

  /** How many models. */
  public int models() {
    return margins.length;
  }

  /** The margins of these samples, {@code [models][samples]}. */
  double[][] marginsOf(int[] samples) {
    return pick(margins, samples);
  }

  /** The hits of these samples, {@code [models][samples]}. */
  double[][] hitsOf(int[] samples) {
    return pick(hits, samples);
  }

  private int[] places(int[] samples) {
    return IntStream.of(samples).map(this::place).toArray();
  }

  private int place(int ordinal) {
    int place = Arrays.binarySearch(ordinals, ordinal);
    if (place < 0) {
      throw new IllegalArgumentException("no model was asked about sample " + ordinal);
    }
    return place;
  }

  private double[][] pick(double[][] all, int[] samples) {
    int[] places = models() == 0 ? new int[0] : places(samples);
    return Arrays.stream(all)
        .map(model -> IntStream.of(places).mapToDouble(place -> model[place]).toArray())
        .toArray(double[][]::new);
  }
}
