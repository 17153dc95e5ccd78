// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.LabelledImages;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.StepResult;
import io.lethe.learning.model.TrainableModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains a model on a dataset, whatever the objective: a batch after the other, in the order of a
 * schedule. Two runs with equal model bytes, data, settings and thread count end in equal bytes.
 * The optimizer starts from zero at every run.
 */
public final class TrainingLoop {
  /**
   * An objective fills batch t + this after step t has ended; whatever it learns from that step may
   * change that batch and later ones, and runs stay equal to the last bit.
   */
  public static final int STEPS_AHEAD = BatchAssembler.STEPS_AHEAD;

  private final TrainableModel model;
  private final LabelledImages images;
  private final EpochListener epochs;
  private final StepListener steps;

  /**
   * A loop over a dataset.
   *
   * @throws ModelException if model and dataset do not fit each other
   */
  public TrainingLoop(TrainableModel model, Dataset dataset) {
    this(model, LabelledImages.of(dataset));
  }

  /** A loop over any images with labels. */
  public TrainingLoop(TrainableModel model, LabelledImages images) {
    this(model, images, EpochListener.none(), StepListener.none());
  }

  private TrainingLoop(
      TrainableModel model, LabelledImages images, EpochListener epochs, StepListener steps) {
    this.model = Objects.requireNonNull(model, "model");
    this.images = Objects.requireNonNull(images, "images");
    this.epochs = Objects.requireNonNull(epochs, "epochs");
    this.steps = Objects.requireNonNull(steps, "steps");
    if (!images.shape().equals(model.shape()) || images.classes() != model.classes()) {
      throw new ModelException(
          "the model takes "
              + model.shape()
              + " in "
              + model.classes()
              + " classes and the dataset has "
              + images.shape()
              + " in "
              + images.classes()
              + "; load the dataset at the model's resolution, or choose a model for this dataset");
    }
  }

  /** The same loop, with someone who hears of every finished epoch. */
  public TrainingLoop withEpochs(EpochListener listener) {
    return new TrainingLoop(model, images, listener, steps);
  }

  /** The same loop, with someone who hears of every finished update. */
  public TrainingLoop withSteps(StepListener listener) {
    return new TrainingLoop(model, images, epochs, listener);
  }

  /** Trains on these samples, shuffled anew each epoch; the last short batch is used. */
  public TrainingReport run(
      int[] ordinals,
      Objective objective,
      TrainingSettings settings,
      ProgressListener progress,
      BooleanSupplier cancelled) {
    Schedule schedule = Schedule.shuffled(ordinals, settings.batchSize(), settings.seed());
    return run(schedule, objective, settings, progress, cancelled);
  }

  /**
   * Trains along a schedule; the batch size of the settings is not used.
   *
   * @throws ModelException if the loss is not finite or the model lacks a signature that the
   *     schedule needs
   * @throws CancellationException if {@code cancelled} said so between two batches; the model has
   *     then taken some steps
   */
  public TrainingReport run(
      Schedule schedule,
      Objective objective,
      TrainingSettings settings,
      ProgressListener progress,
      BooleanSupplier cancelled) {
    long start = System.nanoTime();
    float[] mask = settings.updateMask().orElseGet(model::fullMask);
    int[] updates = updatesByEpoch(schedule, settings.epochs());
    model.resetOptimizer(settings.seed());
    Run run = new Run(settings, updates, progress, cancelled, mask);
    try (BatchAssembler assembler =
        new BatchAssembler(images, schedule, objective, settings, mask)) {
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        run.epoch(epoch, assembler);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancellation =
          new CancellationException("the training thread was interrupted");
      cancellation.initCause(e);
      throw cancellation;
    }
    return new TrainingReport(
        run.reports,
        Duration.ofNanos(System.nanoTime() - start - run.nanosListening),
        run.imagesSeen);
  }

  private static int[] updatesByEpoch(Schedule schedule, int epochs) {
    int[] updates = new int[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      updates[epoch] = schedule.epoch(epoch).size();
      if (updates[epoch] == 0) {
        throw new ModelException(
            "epoch " + epoch + " of the schedule has no batches; there is nothing to train on");
      }
    }
    return updates;
  }

  /** One run in progress. */
  private final class Run {
    private final TrainingSettings settings;
    private final int[] updatesByEpoch;
    private final int total;
    private final ProgressListener progress;
    private final BooleanSupplier cancelled;
    private final float[] mask;
    private final List<EpochReport> reports = new ArrayList<>();
    private int step;
    private long imagesSeen;
    private long nanosListening;

    Run(
        TrainingSettings settings,
        int[] updates,
        ProgressListener progress,
        BooleanSupplier cancelled,
        float[] mask) {
      this.settings = settings;
      this.updatesByEpoch = updates;
      this.total = Arrays.stream(updates).reduce(0, Math::addExact);
      this.progress = progress;
      this.cancelled = cancelled;
      this.mask = mask;
    }

    void epoch(int epoch, BatchAssembler assembler) throws InterruptedException {
      long start = System.nanoTime();
      double[] sums = new double[3];
      int passes = 0;
      for (int update = 0; update < updatesByEpoch[epoch]; update++) {
        float rate = settings.learningRate().at(step, total);
        BatchAssembler.Pass pass;
        do {
          if (cancelled.getAsBoolean()) {
            throw new CancellationException(
                "training was cancelled at step " + step + " of " + total);
          }
          pass = assembler.take();
          requireSameSchedule(pass);
          add(sums, run(pass, rate));
          imagesSeen += pass.inputs().rows();
          passes++;
          assembler.release(pass);
        } while (!pass.lastPass());
        steps.finished(step, total);
        step++;
        progress.progress("train", step, total);
      }
      long end = System.nanoTime();
      EpochReport report =
          new EpochReport(
              epoch,
              sums[0] / passes,
              sums[1] / passes,
              sums[2] / passes,
              Duration.ofNanos(end - start));
      reports.add(report);
      epochs.finished(report);
      nanosListening += System.nanoTime() - end;
    }

    private void requireSameSchedule(BatchAssembler.Pass pass) {
      if (pass.updates() != updatesByEpoch[pass.epoch()]) {
        throw new IllegalStateException(
            "epoch "
                + pass.epoch()
                + " of the schedule has "
                + pass.updates()
                + " updates, and had "
                + updatesByEpoch[pass.epoch()]
                + " before the run; a schedule must answer the same for the same epoch");
      }
    }

    private StepResult run(BatchAssembler.Pass pass, float rate) {
      if (pass.passes() == 1) {
        return model.trainStep(pass.inputs(), rate);
      }
      StepResult result = model.accumulateGradients(pass.inputs());
      if (pass.lastPass()) {
        model.applyGradients(rate, mask);
      }
      return result;
    }

    private void add(double[] sums, StepResult result) {
      sums[0] += result.loss();
      sums[1] += result.crossEntropy();
      sums[2] += result.distillation();
    }
  }
}
