// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.LabelledImages;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.TestModels;
import io.lethe.learning.model.TrainableModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  private static final String WEIGHTS = "variables/variables.data-00000-of-00001";
  private static final LabelledImages IMAGES = TestModels.images(50, 1);
  private static final int[] ALL = IntStream.range(0, 50).toArray();

  @TempDir static Path shared;
  private static Path original;

  @TempDir Path folder;

  @BeforeAll
  static void build() {
    original = TestModels.smallCnn(shared.resolve("original"), 11);
  }

  private static TrainableModel load() {
    return TrainableModel.load(original, TestModels.OPTIONS);
  }

  private static TrainingSettings settings(int epochs, long seed) {
    return TrainingSettings.plain(epochs, 16, new LearningRate.Cosine(0.01f), seed);
  }

  private static TrainingReport train(TrainableModel model, TrainingSettings settings) {
    return new TrainingLoop(model, IMAGES)
        .run(ALL, Objective.crossEntropy(), settings, ProgressListener.none(), () -> false);
  }

  private byte[] trained(String name, TrainingSettings settings) throws Exception {
    try (TrainableModel model = load()) {
      train(model, settings);
      model.saveVersion(folder.resolve(name));
    }
    return Files.readAllBytes(folder.resolve(name).resolve(WEIGHTS));
  }

  @Test
  void shouldTellEveryStepBeforeTheBatchThatMayDependOnItIsFilled() {
    AtomicInteger finished = new AtomicInteger(-1);
    List<Integer> told = new ArrayList<>();
    List<Integer> tooEarly = new CopyOnWriteArrayList<>();
    try (TrainableModel model = load()) {
      new TrainingLoop(model, IMAGES)
          .withSteps(
              (step, total) -> {
                assertThat(total).isEqualTo(24);
                told.add(step);
                finished.set(step);
              })
          .run(
              ALL,
              (batch, targets) -> {
                if (finished.get() < batch.step() - TrainingLoop.STEPS_AHEAD) {
                  tooEarly.add(batch.step());
                }
                Objective.crossEntropy().fill(batch, targets);
              },
              settings(6, 1),
              ProgressListener.none(),
              () -> false);
    }
    assertThat(tooEarly).isEmpty();
    assertThat(told).isEqualTo(IntStream.range(0, 24).boxed().toList());
  }

  @Test
  void shouldLearnAndReport() {
    try (TrainableModel model = load()) {
      List<Long> steps = new ArrayList<>();
      TrainingReport report =
          new TrainingLoop(model, IMAGES)
              .run(
                  ALL,
                  Objective.crossEntropy(),
                  settings(6, 1),
                  (phase, done, total) -> {
                    assertThat(total).isEqualTo(24);
                    steps.add(done);
                  },
                  () -> false);
      assertThat(report.epochs()).hasSize(6);
      assertThat(report.images()).isEqualTo(300);
      assertThat(report.epochs().get(5).loss()).isLessThan(report.epochs().get(0).loss() / 2);
      assertThat(report.epochs().get(0).distillation()).isZero();
      assertThat(steps).hasSize(24).isSorted().endsWith(24L);
    }
  }

  @Test
  void shouldEndInEqualBytesFromEqualStarts() throws Exception {
    TrainingSettings augmented = settings(2, 7).with(Augmentation.standard());
    byte[] first = trained("first", augmented);
    assertThat(trained("second", augmented)).isEqualTo(first);
    assertThat(trained("other", settings(2, 8).with(Augmentation.standard()))).isNotEqualTo(first);
  }

  @Test
  void shouldLetAListenerAskTheModelAfterEveryEpochWithoutChangingWhereItEnds() throws Exception {
    List<Integer> heard = new ArrayList<>();
    List<Float> firstLogits = new ArrayList<>();
    try (TrainableModel model = load()) {
      new TrainingLoop(model, IMAGES)
          .withEpochs(
              report -> {
                heard.add(report.epoch());
                firstLogits.add(model.logits(IMAGES, ALL, ProgressListener.none()).values()[0]);
              })
          .run(ALL, Objective.crossEntropy(), settings(3, 7), ProgressListener.none(), () -> false);
      model.saveVersion(folder.resolve("listened"));
    }

    assertThat(heard).containsExactly(0, 1, 2);
    assertThat(firstLogits).doesNotHaveDuplicates();
    assertThat(Files.readAllBytes(folder.resolve("listened").resolve(WEIGHTS)))
        .isEqualTo(trained("unheard", settings(3, 7)));
  }

  @Test
  void shouldNotCountAListenersTime() {
    long[] nanosListening = {0};
    TrainingReport report;
    long start = System.nanoTime();
    try (TrainableModel model = load()) {
      start = System.nanoTime();
      report =
          new TrainingLoop(model, IMAGES)
              .withEpochs(
                  epoch -> {
                    long began = System.nanoTime();
                    for (int i = 0; i < 20; i++) {
                      model.logits(IMAGES, ALL, ProgressListener.none());
                    }
                    nanosListening[0] += System.nanoTime() - began;
                  })
              .run(
                  ALL,
                  Objective.crossEntropy(),
                  settings(2, 1),
                  ProgressListener.none(),
                  () -> false);
    }
    long wall = System.nanoTime() - start;

    assertThat(report.duration().toNanos()).isLessThanOrEqualTo(wall - nanosListening[0]);
  }

  @Test
  void shouldShowEverySampleOnceAnEpochInANewOrder() {
    List<Batch> seen = new ArrayList<>();
    try (TrainableModel model = load()) {
      new TrainingLoop(model, IMAGES)
          .run(
              ALL,
              (batch, targets) -> {
                seen.add(
                    new Batch(
                        batch.epoch(),
                        batch.step(),
                        batch.ordinals().clone(),
                        batch.labels().clone()));
                Objective.crossEntropy().fill(batch, targets);
              },
              settings(2, 5),
              ProgressListener.none(),
              () -> false);
    }
    assertThat(seen).extracting(Batch::size).containsExactly(16, 16, 16, 2, 16, 16, 16, 2);
    assertThat(seen).extracting(Batch::step).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    for (int epoch = 0; epoch < 2; epoch++) {
      int[] order = order(seen, epoch);
      assertThat(Arrays.stream(order).sorted())
          .containsExactly(Arrays.stream(ALL).boxed().toArray(Integer[]::new));
    }
    assertThat(order(seen, 0)).isNotEqualTo(order(seen, 1)).isNotEqualTo(ALL);
    assertThat(seen)
        .allSatisfy(
            batch ->
                assertThat(batch.labels())
                    .isEqualTo(Arrays.stream(batch.ordinals()).map(IMAGES::label).toArray()));
  }

  private static int[] order(List<Batch> batches, int epoch) {
    return batches.stream()
        .filter(b -> b.epoch() == epoch)
        .flatMapToInt(b -> Arrays.stream(b.ordinals()))
        .toArray();
  }

  @Test
  void shouldMoveOnceForAnUpdateOfTwoPasses() throws Exception {
    Schedule halves =
        epoch -> List.of(new Schedule.Update(List.of(new int[] {0, 1, 2}, new int[] {3, 4})));
    try (TrainableModel model = load()) {
      TrainingReport report =
          new TrainingLoop(model, IMAGES)
              .run(
                  halves,
                  (batch, targets) -> {
                    for (int i = 0; i < batch.size(); i++) {
                      targets.crossEntropyWeight(i, 0.2f);
                    }
                  },
                  settings(1, 1),
                  ProgressListener.none(),
                  () -> false);
      assertThat(report.images()).isEqualTo(5);
      model.saveVersion(folder.resolve("halves"));
    }
    assertThat(Files.readAllBytes(folder.resolve("halves").resolve(WEIGHTS)))
        .isNotEqualTo(Files.readAllBytes(original.resolve(WEIGHTS)));
  }

  @Test
  void shouldRunEpochsOfDifferentLength() {
    Schedule shrinking =
        epoch ->
            epoch == 0
                ? List.of(
                    Schedule.Update.of(new int[] {0, 1}), Schedule.Update.of(new int[] {2, 3}))
                : List.of(Schedule.Update.of(new int[] {4, 5, 6}));
    List<Long> steps = new ArrayList<>();
    try (TrainableModel model = load()) {
      TrainingReport report =
          new TrainingLoop(model, IMAGES)
              .run(
                  shrinking,
                  Objective.crossEntropy(),
                  settings(3, 1),
                  (phase, done, total) -> {
                    assertThat(total).isEqualTo(4);
                    steps.add(done);
                  },
                  () -> false);
      assertThat(report.images()).isEqualTo(4 + 3 + 3);
      assertThat(report.epochs()).hasSize(3);
      assertThat(steps).containsExactly(1L, 2L, 3L, 4L);
    }
  }

  @Test
  void shouldRefuseAnEpochWithoutBatches() {
    Schedule ends = epoch -> epoch == 0 ? List.of(Schedule.Update.of(new int[] {0, 1})) : List.of();
    try (TrainableModel model = load()) {
      assertThatThrownBy(
              () ->
                  new TrainingLoop(model, IMAGES)
                      .run(
                          ends,
                          Objective.crossEntropy(),
                          settings(2, 1),
                          ProgressListener.none(),
                          () -> false))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("epoch 1 of the schedule has no batches");
    }
  }

  @Test
  void shouldRefuseAScheduleThatChangesItsMind() {
    AtomicInteger asked = new AtomicInteger();
    Schedule fickle =
        epoch ->
            asked.incrementAndGet() == 1
                ? List.of(Schedule.Update.of(new int[] {0, 1}))
                : List.of(Schedule.Update.of(new int[] {0}), Schedule.Update.of(new int[] {1}));
    try (TrainableModel model = load()) {
      assertThatThrownBy(
              () ->
                  new TrainingLoop(model, IMAGES)
                      .run(
                          fickle,
                          Objective.crossEntropy(),
                          settings(1, 1),
                          ProgressListener.none(),
                          () -> false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has 2 updates, and had 1 before the run");
    }
  }

  @Test
  void shouldStopBetweenTwoBatchesWhenCancelled() {
    AtomicInteger asked = new AtomicInteger();
    try (TrainableModel model = load()) {
      assertThatThrownBy(
              () ->
                  new TrainingLoop(model, IMAGES)
                      .run(
                          ALL,
                          Objective.crossEntropy(),
                          settings(100, 1),
                          ProgressListener.none(),
                          () -> asked.incrementAndGet() > 3))
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining("step 3 of 400");
      train(model, settings(1, 1));
    }
  }

  @Test
  void shouldPassOnWhatTheObjectiveThrows() {
    try (TrainableModel model = load()) {
      assertThatThrownBy(
              () ->
                  new TrainingLoop(model, IMAGES)
                      .run(
                          ALL,
                          (batch, targets) -> targets.crossEntropyWeight(0, Float.NaN),
                          settings(1, 1),
                          ProgressListener.none(),
                          () -> false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cross entropy weight of row 0 is NaN");
    }
  }

  @Test
  void shouldEndWhenTheLossDiverges() {
    try (TrainableModel model = load()) {
      TrainingSettings wild = TrainingSettings.plain(50, 16, new LearningRate.Constant(1e30f), 1);
      assertThatThrownBy(() -> train(model, wild)).isInstanceOf(ModelException.class);
    }
  }

  @Test
  void shouldRefuseAnEmptySetOfSamples() {
    try (TrainableModel model = load()) {
      assertThatThrownBy(
              () ->
                  new TrainingLoop(model, IMAGES)
                      .run(
                          new int[0],
                          Objective.crossEntropy(),
                          settings(1, 1),
                          ProgressListener.none(),
                          () -> false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no samples");
    }
  }
}
