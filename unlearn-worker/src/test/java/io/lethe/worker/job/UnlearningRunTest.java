// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlearningRunTest {
  private static final int[] FORGET = IntStream.range(0, 12).toArray();
  @TempDir private static Path root;
  private static Workbench bench;

  @BeforeAll
  static void train() throws IOException {
    bench = Workbench.create(root);
  }

  @Test
  void shouldWriteAVersionAndTellItsProgress() {
    Set<String> phases = ConcurrentHashMap.newKeySet();
    Path out = root.resolve("forgotten");

    UnlearningResult result =
        run(
            settings("sftc", Map.of("epochs", "1")),
            out,
            RunMonitor.of((phase, done, total) -> phases.add(phase), () -> false));

    assertThat(out.resolve("saved_model.pb"))
        .hasSameBinaryContentAs(bench.parent.resolve("saved_model.pb"));
    assertThat(result.training().images()).isEqualTo(Pictures.TRAIN);
    assertThat(result.training().epochs()).hasSize(1);
    assertThat(phases).isNotEmpty();
    assertThat(bench.confidence(out, FORGET)).isLessThan(bench.confidence(bench.parent, FORGET));
  }

  @Test
  void shouldRetrainFromNewWeights() {
    Path once = root.resolve("retrained-once");
    Path twice = root.resolve("retrained-twice");

    run(settings("retrain", Map.of("epochs", "12", "batch_size", "16")), once, RunMonitor.none());
    run(
        settings("retrain", Map.of("epochs", "12", "batch_size", "16", "augmentation", "standard")),
        twice,
        RunMonitor.none());

    int[] retain = IntStream.range(60, 120).toArray();
    assertThat(bench.confidence(once, retain)).isGreaterThan(0.8);
    assertThat(bench.confidence(once, retain)).isNotEqualTo(bench.confidence(twice, retain));
  }

  @Test
  void shouldRefuseBadHyperParametersBeforeAModelIsLoaded() {
    assertThatThrownBy(() -> settings("sftc", Map.of("confusion", "2")))
        .hasMessage("sftc: confusion is 2.0; it must lie in [0, 1]");
  }

  @Test
  void shouldNotSaveTheParentAsItsOwnVersion() {
    Path out = root.resolve("parent-again");

    try (UnlearningRun run = UnlearningRun.load(bench.parent, Workbench.RUNTIME)) {
      assertThatThrownBy(() -> run.save(out)).hasMessageStartingWith("nothing was unlearned yet");
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void shouldNotSaveWhatACancelledRunLeft() {
    Path out = root.resolve("half-way");
    UnlearningSettings sftc = settings("sftc", Map.of("epochs", "1"));

    try (UnlearningRun run = UnlearningRun.load(bench.parent, Workbench.RUNTIME)) {
      assertThatThrownBy(
              () ->
                  run.unlearn(
                      sftc,
                      bench.dataset,
                      rows(),
                      RunMonitor.of(ProgressListener.none(), () -> true)))
          .isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> run.save(out)).hasMessageContaining("did not end well");
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void shouldTellAListenerOfEveryEpochWhileTheModelIsAsItLeftIt() {
    List<Float> logits = new ArrayList<>();
    try (UnlearningRun run = UnlearningRun.load(bench.parent, Workbench.RUNTIME)) {
      run.unlearn(
          settings("sftc", Map.of("epochs", "2")),
          bench.dataset,
          rows(),
          RunMonitor.none().withEpochs(epoch -> logits.add(firstLogit(run.model()))));
    }
    Path out = root.resolve("one-epoch");
    run(settings("sftc", Map.of("epochs", "1")), out, RunMonitor.none());

    assertThat(logits).hasSize(2).doesNotHaveDuplicates();
    try (TrainableModel model = TrainableModel.load(out, Workbench.RUNTIME)) {
      assertThat(firstLogit(model)).isEqualTo(logits.get(0));
    }
  }

  private static float firstLogit(TrainableModel model) {
    return model.logits(bench.dataset, FORGET, ProgressListener.none()).values()[0];
  }

  private static UnlearningRows rows() {
    return UnlearningRows.ofTrainWithout(bench.dataset.ordinals(Split.TRAIN), FORGET, FORGET);
  }

  private static UnlearningResult run(UnlearningSettings settings, Path out, RunMonitor monitor) {
    try (UnlearningRun run = UnlearningRun.load(bench.parent, Workbench.RUNTIME)) {
      UnlearningResult result = run.unlearn(settings, bench.dataset, rows(), monitor);
      run.save(out);
      return result;
    }
  }

  private static UnlearningSettings settings(
      String algorithm, Map<String, String> hyperParameters) {
    return UnlearningSettings.parse(Algorithms.standard(), algorithm, hyperParameters, 17);
  }
}
