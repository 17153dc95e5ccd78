// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import io.lethe.learning.model.LabelledImages;
import io.lethe.learning.model.StepInputs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Puts batches together on a thread of its own, up to two ahead of the training thread: images,
 * augmentation, and what the objective says. Everything it draws depends on seed, epoch and place
 * only.
 */
final class BatchAssembler implements AutoCloseable {
  private static final int AHEAD = 2;

  /**
   * The objective fills batch t + this only when step t has ended and who listens to it was heard:
   * two batches wait, and one more may be filled and wait for its place among them.
   */
  static final int STEPS_AHEAD = AHEAD + 2;

  private final LabelledImages images;
  private final Objective objective;
  private final TrainingSettings settings;
  private final Schedule schedule;
  private final float[] mask;
  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(AHEAD + 2);
  private final Thread thread;

  /** What the training thread takes: a pass, or the reason why there are no more. */
  private sealed interface Item {}

  /**
   * A batch ready to run.
   *
   * @param updates how many updates this epoch has
   * @param passes of how many passes this update is made
   * @param lastPass whether the optimizer moves after this one
   */
  record Pass(int epoch, int updates, int passes, boolean lastPass, StepInputs inputs)
      implements Item {}

  private record Failure(RuntimeException cause) implements Item {}

  BatchAssembler(
      LabelledImages images,
      Schedule schedule,
      Objective objective,
      TrainingSettings settings,
      float[] mask) {
    this.images = images;
    this.schedule = schedule;
    this.objective = objective;
    this.settings = settings;
    this.mask = mask;
    for (int i = 0; i < AHEAD + 2; i++) {
      free.add(ByteBuffer.allocateDirect(0));
    }
    thread = new Thread(this::assemble, "lethe-batches");
    thread.setDaemon(true);
    thread.start();
  }

  /** The next pass, in the schedule's order. Rethrows what the objective or the dataset threw. */
  Pass take() throws InterruptedException {
    Item item = ready.take();
    if (item instanceof Failure failure) {
      throw failure.cause();
    }
    return (Pass) item;
  }

  /** Gives the images' buffer back when the step has ended. */
  void release(Pass pass) {
    free.add(pass.inputs().images());
  }

  private void assemble() {
    try {
      int step = 0;
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        SplittableRandom random = new SplittableRandom(settings.seed() * 31 + epoch);
        List<Schedule.Update> updates = schedule.epoch(epoch);
        for (Schedule.Update update : updates) {
          int passes = update.passes().size();
          for (int p = 0; p < passes; p++) {
            StepInputs inputs = inputs(epoch, step, update.passes().get(p), random);
            ready.put(new Pass(epoch, updates.size(), passes, p == passes - 1, inputs));
          }
          step++;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException cause) {
    try {
      ready.put(new Failure(cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StepInputs inputs(int epoch, int step, int[] ordinals, SplittableRandom random)
      throws InterruptedException {
    int[] labels = new int[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      labels[i] = images.label(ordinals[i]);
    }
    StepTargets targets = new StepTargets(ordinals.length, images.classes());
    objective.fill(new Batch(epoch, step, ordinals, labels), targets);
    return new StepInputs(
        ordinals.length,
        pixels(ordinals, random),
        labels,
        targets.crossEntropyWeights(),
        targets.distillationWeights(),
        targets.allTargetLogits(),
        settings.temperature(),
        mask);
  }

  private ByteBuffer pixels(int[] ordinals, SplittableRandom random) throws InterruptedException {
    int size = images.shape().bytes();
    ByteBuffer buffer = free.take();
    if (buffer.capacity() < ordinals.length * size) {
      buffer = ByteBuffer.allocateDirect(ordinals.length * size);
    }
    buffer.clear();
    if (settings.augmentation().isNone()) {
      for (int ordinal : ordinals) {
        images.copyImage(ordinal, buffer);
      }
      return buffer.flip();
    }
    ByteBuffer single = ByteBuffer.allocate(size);
    for (int ordinal : ordinals) {
      single.clear();
      images.copyImage(ordinal, single);
      settings.augmentation().apply(single.array(), images.shape(), buffer, random);
    }
    return buffer.flip();
  }

  /** Stops the thread and waits for its end. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
