// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.RegisteredBundle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import javax.imageio.ImageIO;

/** The demo's images, decoded once for training, worker and verifier. */
record DemoImages(
    DemoSettings settings,
    PipelineHome home,
    RegisteredDataset registered,
    RuntimeOptions runtime) {

  /** Decodes at the resolution that worker and verifier will ask for. */
  Dataset load(ProgressListener progress) {
    try (RegisteredBundle source =
        RegisteredBundle.open(
            home.store().tree(registered.artifact().digest()), registered.digest())) {
      return Dataset.load(
          source,
          new DecodeOptions(home.images(), resolution(source), runtime.intraOpThreads()),
          progress);
    }
  }

  /** What the given model takes; where one is trained, the size of the first image. */
  private OptionalInt resolution(RegisteredBundle source) {
    if (settings.model().isPresent()) {
      try (TrainableModel model = TrainableModel.load(settings.model().get(), runtime)) {
        return square(model.shape().height(), model.shape().width());
      }
    }
    try {
      BufferedImage first = ImageIO.read(new ByteArrayInputStream(source.image(0)));
      return first == null ? OptionalInt.empty() : square(first.getHeight(), first.getWidth());
    } catch (IOException e) {
      throw new UncheckedIOException("the dataset's first image cannot be read", e);
    }
  }

  private static OptionalInt square(int height, int width) {
    return height == width ? OptionalInt.of(height) : OptionalInt.empty();
  }
}
