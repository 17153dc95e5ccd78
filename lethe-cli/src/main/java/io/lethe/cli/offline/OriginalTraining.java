// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.cli.files.Directories;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.OutputDirectory;
import io.lethe.cli.files.WholeFile;
import io.lethe.domain.file.Folders;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.StartingPoint;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.learning.training.EpochReport;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.Retraining;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/**
 * Trains an original model: fresh weights, Adam, a rate that falls along a cosine, cross-entropy.
 *
 * @param architecture a name or a folder, see {@link StartingPoint#of}
 * @param epochs passes over the rows
 * @param batchSize rows a step
 * @param learningRate of the first step
 * @param augmentation of the images
 * @param seed of weights, order and augmentation
 */
public record OriginalTraining(
    String architecture,
    int epochs,
    int batchSize,
    float learningRate,
    AugmentationChoice augmentation,
    long seed) {

  private static final String SECONDS = "train_seconds";

  /** The paper's batch size. */
  public static final int BATCH_SIZE = Retraining.OF_THE_PAPER.batchSize();

  /** The paper's learning rate. */
  public static final float LEARNING_RATE = (float) Retraining.OF_THE_PAPER.learningRate();

  public OriginalTraining {
    StartingPoint.of(architecture);
  }

  /** For people: what is trained, and where its first weights come from. */
  public String start() {
    return StartingPoint.of(architecture).describe();
  }

  /**
   * Trains on the given rows and writes the model.
   *
   * @param ordinals rows to train on
   * @param out a folder that does not exist or is empty
   * @throws CancellationException if the thread is interrupted
   */
  public TrainingReport run(
      Dataset dataset,
      int[] ordinals,
      RuntimeOptions runtime,
      Path out,
      ProgressListener progress) {
    Path fresh = freshModel(dataset, runtime);
    try (TrainableModel model = TrainableModel.load(fresh, runtime)) {
      TrainingReport report =
          new TrainingLoop(model, dataset)
              .run(
                  ordinals,
                  Objective.crossEntropy(),
                  retraining().settings(seed),
                  progress,
                  () -> Thread.currentThread().isInterrupted());
      model.saveVersion(out);
      return report;
    } finally {
      Directories.delete(Folders.parentOf(fresh));
    }
  }

  /**
   * The same, and the file beside the model with it, written last: {@link #isWhole} tells after a
   * kill whether the training came to its end. What an earlier one left is deleted.
   */
  public void runToRecord(
      Dataset dataset,
      int[] ordinals,
      RuntimeOptions runtime,
      Path out,
      ProgressListener progress) {
    Directories.delete(out);
    TrainingReport report = run(dataset, ordinals, runtime, out, progress);
    int excluded = dataset.ordinals(Split.TRAIN).length - ordinals.length;
    WholeFile.write(
        recordFile(out),
        JsonFile.text(record(report, dataset.digest(), ordinals.length, excluded, runtime)));
  }

  /** Whether {@link #runToRecord} wrote this model to the end. */
  public static boolean isWhole(Path model) {
    return Files.isRegularFile(recordFile(model));
  }

  /** Everything that makes it this training and no other, in one line. */
  public String recipe() {
    return "%s, %d epochs, batches of %d, learning rate %s, augmentation %s, seed %d"
        .formatted(
            architecture,
            epochs,
            batchSize,
            Float.toString(learningRate),
            augmentation.label(),
            seed);
  }

  /** The same recipe with another seed. */
  public OriginalTraining withSeed(long other) {
    return new OriginalTraining(architecture, epochs, batchSize, learningRate, augmentation, other);
  }

  /** The same recipe for a model that is begun anew. */
  public Retraining retraining() {
    return new Retraining(learningRate, epochs, batchSize, augmentation);
  }

  /** How the model was made and how fast, for the file beside it. */
  public Map<String, Object> record(
      TrainingReport report,
      String datasetDigest,
      int trainSamples,
      int excludedSamples,
      RuntimeOptions runtime) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("architecture", architecture);
    record.put("dataset_digest", datasetDigest);
    record.put("train_samples", trainSamples);
    record.put("excluded_samples", excludedSamples);
    record.put("epochs", epochs);
    record.put("batch_size", batchSize);
    record.put("learning_rate", learningRate);
    record.put("augmentation", augmentation.label());
    record.put("seed", seed);
    record.put("threads", runtime.intraOpThreads());
    record.put("precision", runtime.precision().toString());
    record.put(SECONDS, report.duration().toMillis() / 1000.0);
    record.put(
        "images_per_second", report.images() * 1000.0 / Math.max(1, report.duration().toMillis()));
    record.put("loss_by_epoch", report.epochs().stream().map(EpochReport::loss).toList());
    return record;
  }

  /** The file beside a model that tells how it was trained. */
  public static Path recordFile(Path model) {
    return OutputDirectory.sidecar(model, "training");
  }

  /** How long the training of a model took, if the file beside it says so. */
  public static OptionalDouble recordedSeconds(Path model) {
    Path file = recordFile(model);
    if (!Files.isRegularFile(file)) {
      return OptionalDouble.empty();
    }
    JsonNode seconds = JsonFile.read(file).path(SECONDS);
    return seconds.isNumber() ? OptionalDouble.of(seconds.asDouble()) : OptionalDouble.empty();
  }

  private Path freshModel(Dataset dataset, RuntimeOptions runtime) {
    try {
      Path fresh = Files.createTempDirectory("lethe-fresh-").resolve("model");
      StartingPoint.of(architecture)
          .write(dataset.shape(), dataset.classNames(), seed, fresh, runtime);
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory can be made", e);
    }
  }
}
