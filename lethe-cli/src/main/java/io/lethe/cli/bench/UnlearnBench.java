// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.files.Directories;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.StartingPoint;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.LabelledImages;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.StepInputs;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Times unlearning with SFTC on noise, one epoch a round: its loop (shuffling, generator, batch
 * assembly, steps) against the bare {@code train_step} of the same model on one batch that is
 * already in memory, and the teacher's outputs before the loop. Loop and bare step take turns; each
 * figure is the median over the rounds.
 *
 * @param architecture what unlearns; a SavedModel must take such images in ten classes
 * @param resolution height and width of the colour images, pixels
 * @param batchSize rows a step
 * @param steps steps a round
 * @param rounds how often each is measured
 * @param runtime device, threads and precision
 */
public record UnlearnBench(
    String architecture,
    int resolution,
    int batchSize,
    int steps,
    int rounds,
    RuntimeOptions runtime) {
  private static final String ALGORITHM = "sftc";
  private static final int CLASSES = 10;
  private static final long SEED = 1;

  /** One train sample of so many is forgotten, as in the paper's CIFAR-10 set. */
  private static final int FORGET_ONE_OF = 10;

  /** Refuses counts below 1. */
  public UnlearnBench {
    if (resolution < 1 || batchSize < 1 || steps < 1 || rounds < 1) {
      throw new IllegalArgumentException(
          "resolution, batch size, steps and rounds must be at least 1");
    }
    if ((long) batchSize * steps < FORGET_ONE_OF) {
      throw new IllegalArgumentException(
          "a round of %d rows is too short; one of %d is forgotten"
              .formatted(batchSize * steps, FORGET_ONE_OF));
    }
  }

  /** Images a second by name, and the loop's share of the bare step. */
  public Map<String, Object> run() {
    Path directory = Rounds.newDirectory();
    try {
      Path folder = directory.resolve("noise");
      NoiseBundle.write(folder, resolution, CLASSES, Math.multiplyExact(batchSize, steps), SEED);
      DecodeOptions options =
          new DecodeOptions(
              directory.resolve("decoded"), OptionalInt.empty(), runtime.intraOpThreads());
      try (DatasetBundle bundle = DatasetBundle.open(folder);
          Dataset dataset = Dataset.load(bundle, options, ProgressListener.none())) {
        Path model = directory.resolve("model");
        StartingPoint.of(architecture)
            .write(dataset.shape(), dataset.classNames(), SEED, model, runtime);
        try (UnlearningRun loaded = UnlearningRun.load(model, runtime)) {
          return measure(loaded, dataset);
        }
      }
    } finally {
      Directories.delete(directory);
    }
  }

  private Map<String, Object> measure(UnlearningRun run, Dataset dataset) {
    int[] train = dataset.ordinals(Split.TRAIN);
    int[] forget = Arrays.copyOf(train, train.length / FORGET_ONE_OF);
    UnlearningRows rows = UnlearningRows.ofTrainWithout(train, forget, forget);
    TrainableModel model = run.model();
    StepInputs batch = BenchBatch.of(model, LabelledImages.of(dataset), batchSize);
    UnlearningSettings settings = settings();
    float rate = (float) settings.hyperParameters().learningRate();
    Runnable bare =
        () -> {
          for (int step = 0; step < steps; step++) {
            model.trainStep(batch, rate);
          }
        };
    bare.run();
    unlearn(run, settings, dataset, rows);
    List<double[]> measured = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double bareSeconds = Rounds.seconds(bare);
      UnlearningResult result = unlearn(run, settings, dataset, rows);
      double loopSeconds = result.training().duration().toNanos() / 1e9;
      double teacherSeconds = result.teacherDuration().toNanos() / 1e9;
      measured.add(
          new double[] {
            batchSize * (double) steps / bareSeconds,
            result.training().images() / loopSeconds,
            rows.retain().length / teacherSeconds,
            result.training().images() / (teacherSeconds + loopSeconds)
          });
    }
    return named(measured);
  }

  private Map<String, Object> named(List<double[]> measured) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("algorithm", ALGORITHM);
    named.put("architecture", architecture);
    named.put("resolution", resolution);
    named.put("batch_size", batchSize);
    named.put("threads", runtime.intraOpThreads());
    named.put("precision", runtime.precision().toString());
    named.put("step_images_per_second", Rounds.median(measured, 0));
    named.put("loop_images_per_second", Rounds.median(measured, 1));
    named.put("teacher_images_per_second", Rounds.median(measured, 2));
    named.put("epoch_with_teacher_images_per_second", Rounds.median(measured, 3));
    named.put("loop_over_step", Rounds.median(measured, 1) / Rounds.median(measured, 0));
    return named;
  }

  private UnlearningSettings settings() {
    Map<String, String> oneEpoch =
        Map.of(
            HyperParameters.EPOCHS, "1", HyperParameters.BATCH_SIZE, Integer.toString(batchSize));
    return UnlearningSettings.parse(Algorithms.standard(), ALGORITHM, oneEpoch, SEED);
  }

  private static UnlearningResult unlearn(
      UnlearningRun run, UnlearningSettings settings, Dataset dataset, UnlearningRows rows) {
    return run.unlearn(
        settings, dataset, rows, RunMonitor.untilInterrupted(ProgressListener.none()));
  }
}
