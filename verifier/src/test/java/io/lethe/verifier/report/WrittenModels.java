// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TestedModel;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.Logits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Models whose weights are one word: how many of the first train samples they do not know. */
final class WrittenModels implements Models {

  /** A version in a folder: a graph that never changes, and the word. */
  static Path write(Path folder, int unknownSamples) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    Files.createDirectories(folder.resolve("assets.extra"));
    Files.writeString(folder.resolve("saved_model.pb"), "graph");
    Files.writeString(folder.resolve("assets.extra/variables.json"), "[]");
    Files.writeString(
        folder.resolve("variables/variables.index"), Integer.toString(unknownSamples));
    return folder;
  }

  @Override
  public <R> R with(Path savedModel, Use<R> use) {
    int unknown;
    try {
      unknown = Integer.parseInt(Files.readString(savedModel.resolve("variables/variables.index")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return use.apply(
        new TestedModel() {
          @Override
          public ImageShape shape() {
            return new ImageShape(NoiseDataset.PIXELS, NoiseDataset.PIXELS, 1);
          }

          @Override
          public Predictor on(Dataset dataset) {
            return ordinals -> answer(ordinals, unknown);
          }
        });
  }

  private static Logits answer(int[] ordinals, int unknown) {
    int classes = NoiseDataset.CLASSES;
    float[] values = new float[ordinals.length * classes];
    for (int i = 0; i < ordinals.length; i++) {
      Random noise = new Random(97L * ordinals[i] + 13);
      for (int c = 0; c < classes; c++) {
        values[i * classes + c] = (float) noise.nextGaussian();
      }
      boolean known = ordinals[i] >= unknown && ordinals[i] < NoiseDataset.TRAIN;
      values[i * classes + NoiseDataset.label(ordinals[i])] += known ? 6 : 1;
    }
    return new Logits(values, ordinals.length, classes);
  }
}
