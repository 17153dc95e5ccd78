package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.RowAudit;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.OfflineUnlearning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineUnlearningTest {
  private static final int[] FORGET = IntStream.range(0, 12).toArray();
  @TempDir private static Path root;
  private static Workbench bench;

  private final OfflineUnlearning unlearning =
      new OfflineUnlearning(Algorithms.standard(), Workbench.RUNTIME);

  @BeforeAll
  static void train() throws IOException {
    bench = Workbench.create(root);
  }

  @Test
  void shouldWriteAVersionAndTellItsProgress() {
    Set<String> phases = ConcurrentHashMap.newKeySet();
    Path out = root.resolve("forgotten");

    UnlearningResult result =
        unlearning.run(
            request("sftc", Map.of("epochs", "1"), out),
            (phase, done, total) -> phases.add(phase),
            () -> false);

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

    unlearning.run(
        request("retrain", Map.of("epochs", "12", "batch_size", "16"), once),
        ProgressListener.none(),
        () -> false);
    unlearning.run(
        request(
            "retrain",
            Map.of("epochs", "12", "batch_size", "16", "augmentation", "standard"),
            twice),
        ProgressListener.none(),
        () -> false);

    int[] retain = IntStream.range(60, 120).toArray();
    assertThat(bench.confidence(once, retain)).isGreaterThan(0.8);
    assertThat(bench.confidence(once, retain)).isNotEqualTo(bench.confidence(twice, retain));
  }

  @Test
  void shouldRefuseBeforeTheModelIsTouched() {
    Path out = root.resolve("refused");

    assertThatThrownBy(
            () ->
                unlearning.run(
                    request("sftc", Map.of("confusion", "2"), out),
                    ProgressListener.none(),
                    () -> false))
        .hasMessage("sftc: confusion is 2.0; it must lie in [0, 1]");
    assertThat(out).doesNotExist();
  }

  @Test
  void shouldTellAListenerOfEveryEpochWhileTheModelIsAsItLeftIt() {
    UnlearningAlgorithm sftc = Algorithms.standard().named("sftc");
    List<Float> logits = new ArrayList<>();
    try (TrainableModel model = TrainableModel.load(bench.parent, Workbench.RUNTIME)) {
      sftc.run(
          new UnlearningContext(
              model,
              bench.dataset,
              UnlearningRows.ofTrainWithout(bench.dataset.ordinals(Split.TRAIN), FORGET, FORGET),
              sftc.hyperParameters(Map.of("epochs", "2")),
              17,
              ProgressListener.none(),
              () -> false,
              RowAudit.none(),
              epoch ->
                  logits.add(
                      model.logits(bench.dataset, FORGET, ProgressListener.none()).values()[0])));
    }
    Path out = root.resolve("one-epoch");
    unlearning.run(
        request("sftc", Map.of("epochs", "1"), out), ProgressListener.none(), () -> false);

    assertThat(logits).hasSize(2).doesNotHaveDuplicates();
    try (TrainableModel model = TrainableModel.load(out, Workbench.RUNTIME)) {
      assertThat(model.logits(bench.dataset, FORGET, ProgressListener.none()).values()[0])
          .isEqualTo(logits.get(0));
    }
  }

  private static OfflineUnlearning.Request request(
      String algorithm, Map<String, String> hyperParameters, Path out) {
    return new OfflineUnlearning.Request(
        bench.parent, bench.dataset, FORGET, FORGET, algorithm, hyperParameters, 17, out);
  }
}
