// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TestedModel;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.Logits;
import java.nio.file.Path;

/**
 * Models of which one is made more or less sure than it is.
 *
 * @param models as they are
 * @param scaled the one whose logits are multiplied
 * @param factor by which
 */
record ScaledModels(Models models, Path scaled, float factor) implements Models {

  @Override
  public <R> R with(Path savedModel, Use<R> use) {
    return models.with(
        savedModel, model -> use.apply(savedModel.equals(scaled) ? scale(model) : model));
  }

  private TestedModel scale(TestedModel model) {
    return new TestedModel() {
      @Override
      public ImageShape shape() {
        return model.shape();
      }

      @Override
      public Predictor on(Dataset dataset) {
        Predictor plain = model.on(dataset);
        return ordinals -> times(plain.logits(ordinals));
      }
    };
  }

  private Logits times(Logits logits) {
    float[] values = logits.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new Logits(values, logits.rows(), logits.classes());
  }
}
