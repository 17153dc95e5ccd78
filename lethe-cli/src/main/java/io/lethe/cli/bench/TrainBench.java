// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.files.Directories;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.StartingPoint;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.Augmentation;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Times training and prediction: the bare {@code train_step} on one batch that is already in
 * memory, the whole loop with its shuffling, augmentation and batch assembly, and prediction. The
 * three take turns, and each figure is the median over the rounds.
 *
 * @param architecture what to train; a SavedModel has its own image shape and classes
 * @param resolution height and width of the colour images, pixels, where the architecture takes any
 * @param batchSize rows a step
 * @param steps steps a round
 * @param rounds how often each is measured
 * @param runtime device, threads and precision
 */
public record TrainBench(
    String architecture,
    int resolution,
    int batchSize,
    int steps,
    int rounds,
    RuntimeOptions runtime) {
  private static final int CLASSES = 10;
  private static final float LEARNING_RATE = 1e-3f;
  private static final long SEED = 1;

  /** Refuses counts below 1. */
  public TrainBench {
    if (resolution < 1 || batchSize < 1 || steps < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "resolution, batch size, steps and rounds must be at least 1");
    }
  }

  /** Images a second by name, and the loop's share of the bare step. */
  public Map<String, Object> run() {
    StartingPoint start = StartingPoint.of(architecture);
    ImageShape shape = start.shape().orElseGet(() -> new ImageShape(resolution, resolution, 3));
    List<String> names =
        start
            .classNames()
            .orElseGet(() -> IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList());
    RandomImages images = new RandomImages(shape, names.size(), batchSize * steps, SEED);
    Path directory = Rounds.newDirectory();
    try {
      Path model = directory.resolve("model");
      start.write(shape, names, SEED, model, runtime);
      try (TrainableModel loaded = TrainableModel.load(model, runtime)) {
        return measure(loaded, images);
      }
    } finally {
      Directories.delete(directory);
    }
  }

  private Map<String, Object> measure(TrainableModel model, RandomImages images) {
    int[] all = IntStream.range(0, batchSize * steps).toArray();
    StepInputs batch = BenchBatch.of(model, images, batchSize);
    Runnable bare =
        () -> {
          for (int step = 0; step < steps; step++) {
            model.trainStep(batch, LEARNING_RATE);
          }
        };
    TrainingSettings settings =
        TrainingSettings.plain(1, batchSize, new LearningRate.Constant(LEARNING_RATE), SEED)
            .with(Augmentation.standard());
    Runnable loop =
        () ->
            new TrainingLoop(model, images)
                .run(
                    all,
                    Objective.crossEntropy(),
                    settings,
                    ProgressListener.none(),
                    () -> Thread.currentThread().isInterrupted());
    Runnable predict = () -> model.logits(images, all, ProgressListener.none());
    List<double[]> rates = new ArrayList<>();
    List.of(bare, loop, predict).forEach(Runnable::run);
    for (int round = 0; round < rounds; round++) {
      rates.add(new double[] {rate(bare), rate(loop), rate(predict)});
    }
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("architecture", architecture);
    measured.put("resolution", model.shape().height());
    measured.put("batch_size", batchSize);
    measured.put("threads", runtime.intraOpThreads());
    measured.put("precision", runtime.precision().toString());
    measured.put("step_images_per_second", Rounds.median(rates, 0));
    measured.put("loop_images_per_second", Rounds.median(rates, 1));
    measured.put("predict_images_per_second", Rounds.median(rates, 2));
    measured.put("loop_over_step", Rounds.median(rates, 1) / Rounds.median(rates, 0));
    return measured;
  }

  private double rate(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return batchSize * (double) steps / ((System.nanoTime() - start) / 1e9);
  }
}
