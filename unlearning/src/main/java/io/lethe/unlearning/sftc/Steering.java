// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.Moments;
import io.lethe.learning.training.Schedule;
import io.lethe.learning.training.StepListener;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.unlearning.TeacherLogits;
import io.lethe.unlearning.UnlearningContext;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * Brings the model's mean margin on the rows to forget to that of their targets. A few epochs of
 * distillation stop short of a target, by how much depends on data, network and rate; so the run
 * measures itself four times an epoch and moves the targets against what it misses (the integral
 * term of a controller). After measurement k
 *
 * <pre>lift(k + 1) = lift(k) - gain (mean phi(model, forget) - mean phi(targets))</pre>
 *
 * <p>is added to the true class's logit of every target. It finds its own strength, and where the
 * goal is reached it moves nothing more. Where fewer than 24 updates lie between two measurements
 * the gain is smaller by as much. A run of a dozen updates has no time for any of it. Written on
 * the training thread, read on the one that makes batches; a lift counts from a step on that is not
 * filled yet, so that runs stay deterministic.
 */
final class Steering implements StepListener {
  private static final int MEASUREMENTS_AN_EPOCH = 4;

  /** The mean margin of so many is known to a fiftieth of its spread. */
  private static final int ROWS_ASKED = 2000;

  /** A lift waits so long for its first batch, and then works as long before it is judged. */
  private static final int LEAST_UPDATES = 2 * TrainingLoop.STEPS_AHEAD;

  /** A lift that had fewer updates to work is judged by less, or small data would make it swing. */
  private static final double UPDATES_AT_FULL_GAIN = 24;

  private static final double CERTAINTY = 30; // a logit that leaves others 1e-13

  private final double goal;
  private final double gain;
  private final int every;
  private final DoubleSupplier margin;
  private final NavigableMap<Integer, Double> liftFrom = new ConcurrentSkipListMap<>(Map.of(0, 0d));

  /**
   * Steers a run.
   *
   * @param goal mean margin of the targets
   * @param gain 0 measures and moves nothing
   * @param every updates between two measurements
   * @param margin asks the model for its mean margin on the rows to forget
   */
  Steering(double goal, double gain, int every, DoubleSupplier margin) {
    this.goal = goal;
    this.gain = gain;
    this.every = Math.max(LEAST_UPDATES, every);
    this.margin = margin;
  }

  /** Steers a run toward these targets of its rows to forget. */
  static Steering toward(TeacherLogits targets, UnlearningContext context) {
    int[] shuffled = Schedule.shuffle(context.forget(), context.seed(), 0);
    int[] asked = Arrays.copyOf(shuffled, Math.min(shuffled.length, ROWS_ASKED));
    Arrays.sort(asked);
    int[] labels = context.dataset().labels(asked);
    double[] goals = new double[asked.length];
    Arrays.setAll(goals, i -> LogOdds.of(targets.of(asked[i]), labels[i]));
    int rows = context.rows().union().length;
    int perMeasurement = MEASUREMENTS_AN_EPOCH * context.hyperParameters().batchSize();
    int every = Math.max(LEAST_UPDATES, (rows + perMeasurement - 1) / perMeasurement);
    return new Steering(
        Moments.of(goals).mean(),
        context.hyperParameters().steering() * Math.min(1, every / UPDATES_AT_FULL_GAIN),
        every,
        () -> meanMargin(context, asked, labels));
  }

  private static double meanMargin(UnlearningContext context, int[] rows, int[] labels) {
    Logits outputs = context.model().logits(context.dataset(), rows, ProgressListener.none());
    return Moments.of(LogOdds.of(outputs, labels)).mean();
  }

  /** What the targets of this step gain at their true class. */
  double lift(int step) {
    return liftFrom.floorEntry(step).getValue();
  }

  @Override
  public void finished(int step, int total) {
    int next = step + TrainingLoop.STEPS_AHEAD;
    if (gain > 0 && (step + 1) % every == 0 && next < total) {
      double lift = liftFrom.lastEntry().getValue() - gain * (margin.getAsDouble() - goal);
      liftFrom.put(next, Math.max(-CERTAINTY, Math.min(CERTAINTY, lift)));
    }
  }
}
