// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.model;

import io.lethe.evaluation.measure.Predictor;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import java.nio.file.Path;
import java.util.Objects;

/** Models run by TensorFlow, in evaluation mode. */
public final class TensorFlowModels implements Models {

  private final RuntimeOptions options;
  private final ProgressListener progress;

  /**
   * How to run models.
   *
   * @param options device and threads
   * @param progress hears of inference
   */
  public TensorFlowModels(RuntimeOptions options, ProgressListener progress) {
    this.options = Objects.requireNonNull(options, "options");
    this.progress = Objects.requireNonNull(progress, "progress");
  }

  @Override
  public <R> R with(Path savedModel, Use<R> use) {
    try (TrainableModel model = TrainableModel.load(savedModel, options)) {
      return use.apply(new Loaded(model, progress));
    }
  }

  private record Loaded(TrainableModel model, ProgressListener progress) implements TestedModel {

    @Override
    public ImageShape shape() {
      return model.shape();
    }

    @Override
    public Predictor on(Dataset dataset) {
      if (!dataset.shape().equals(model.shape()) || dataset.classes() != model.classes()) {
        throw new IllegalArgumentException(
            "the model takes %s and knows %d classes, the dataset has %s and %d"
                .formatted(model.shape(), model.classes(), dataset.shape(), dataset.classes()));
      }
      return ordinals -> model.logits(dataset, ordinals, progress);
    }
  }
}
