// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.job.TestFigures;
import io.lethe.domain.policy.Ladders;
import io.lethe.domain.policy.Strategy;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SFTC with each teacher, on a parent that knows every row. */
class TeachersTest {
  private static final int[] FORGET = IntStream.range(0, 30).toArray();
  private static final TestFigures UNSURE = new TestFigures(0.7, 0.8, 1, 1.5);
  private static final String DATA = "variables/variables.data-00000-of-00001";

  @TempDir static Path shared;
  private static Workbench bench;

  @TempDir Path folder;
  private AuditTrail audit;

  @BeforeAll
  static void train() throws IOException {
    bench = Workbench.create(shared);
  }

  @BeforeEach
  void listen() {
    audit = new AuditTrail();
  }

  private static UnlearningSettings settings(Teacher teacher, Map<String, String> more) {
    Map<String, String> text =
        new TreeMap<>(
            Map.of(
                "teacher", teacher.label(),
                "teacher_epochs", "8",
                "batch_size", "16",
                "epochs", "4",
                "learning_rate", "0.002",
                "forget_weight", "4"));
    text.putAll(more);
    return UnlearningSettings.parse(Algorithms.standard(), "sftc", text, 17);
  }

  private Path run(UnlearningSettings settings, String name, int[] forget) {
    return run(settings, name, forget, bench.dataset);
  }

  private Path run(UnlearningSettings settings, String name, int[] forget, Dataset dataset) {
    UnlearningRows rows =
        UnlearningRows.ofTrainWithout(dataset.ordinals(Split.TRAIN), forget, forget);
    Path out = folder.resolve(name);
    try (UnlearningRun run = UnlearningRun.load(bench.parent, Workbench.RUNTIME)) {
      run.unlearn(settings, dataset, rows, RunMonitor.none().withAudit(audit));
      run.save(out);
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(Teacher.class)
  void shouldTeachNobodyAForgetRowAndEndInEqualBytes(Teacher teacher) {
    UnlearningSettings settings =
        settings(teacher, teacher == Teacher.BIASED ? Map.of() : Map.of("steering", "1"))
            .withParent(UNSURE);

    Path once = run(settings, "once", FORGET);
    Path twice = run(settings, "twice", FORGET);

    assertThat(once.resolve(DATA)).hasSameBinaryContentAs(twice.resolve(DATA));
    assertThat(audit.taught)
        .isNotEmpty()
        .doesNotContainAnyElementsOf(IntStream.of(FORGET).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Teacher.class,
      names = {"CALIBRATED", "CALIBRATED_IGNORANT", "BLENDED"})
  void shouldMakeTheModelAsUnsureOfForgetRowsAsTheParentIsOfUnseenOnes(Teacher teacher) {
    Path out =
        run(
            settings(teacher, Map.of("steering", "0.3", "epochs", "12", "rate_schedule", "cosine"))
                .withParent(UNSURE),
            "out",
            FORGET);

    assertThat(bench.confidence(out, FORGET)).isBetween(0.5, 0.8);
    assertThat(bench.confidence(bench.parent, FORGET)).isGreaterThan(0.85);
  }

  @ParameterizedTest
  @EnumSource(
      value = Teacher.class,
      names = {"CALIBRATED", "CALIBRATED_IGNORANT", "BLENDED"})
  void shouldRefuseACalibrationWithoutTheParentsFigures(Teacher teacher) {
    assertThatThrownBy(() -> run(settings(teacher, Map.of()), "out", FORGET))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessage(
            "teacher "
                + teacher.label()
                + " needs the parent's test accuracy, loss and margin, which its report lacks;"
                + " register the model again, or name another teacher");
    assertThat(audit.taught).isEmpty();
  }

  @Test
  void shouldRefuseToAimAtAParentThatOnlyGuesses() {
    UnlearningSettings guessing =
        settings(Teacher.CALIBRATED, Map.of()).withParent(new TestFigures(0.3, 1.2, -0.7, 0.1));

    assertThatThrownBy(() -> run(guessing, "out", FORGET))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessage(
            "the parent's test accuracy is 0.3, no better than a guess among 3 classes: teacher"
                + " calibrated has nothing to aim at; name another teacher, or use retrain");
  }

  @ParameterizedTest
  @EnumSource(
      value = Teacher.class,
      names = {"CALIBRATED_IGNORANT", "BLENDED"})
  void shouldForgetASetOfOneRow(Teacher teacher) {
    UnlearningSettings settings = settings(teacher, Map.of("steering", "1")).withParent(UNSURE);

    assertThat(run(settings, "out", new int[] {7})).isDirectory();
    assertThat(audit.taught).doesNotContain(7);
  }

  @Test
  void shouldLeaveDataTooSmallForATeacherToRetrain() {
    for (Strategy rung : Ladders.standard().subList(0, 2)) {
      UnlearningSettings settings =
          UnlearningSettings.parse(
                  Algorithms.standard(), rung.algorithm(), rung.hyperParameters(), 17)
              .withParent(UNSURE);

      assertThatThrownBy(() -> run(settings, "out", FORGET))
          .as("after a dozen updates it says the same of every row")
          .isInstanceOf(AlgorithmUnfitException.class)
          .hasMessageContaining("no more than guessing may")
          .hasMessageContaining("use retrain");
    }
    assertThat(audit.taught)
        .isNotEmpty()
        .doesNotContainAnyElementsOf(IntStream.of(FORGET).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Teacher.class,
      names = {"CALIBRATED_IGNORANT", "BLENDED"})
  void shouldLeaveAGroupThatLooksUnlikeTheRestToRetrain(Teacher teacher) throws IOException {
    Path raw = Pictures.write(folder.resolve("odd"), FORGET.length);
    DecodeOptions options = new DecodeOptions(folder.resolve("decoded"), OptionalInt.empty(), 1);
    try (DatasetBundle bundle = DatasetBundle.open(raw);
        Dataset odd = Dataset.load(bundle, options, ProgressListener.none())) {
      assertThatThrownBy(
              () -> run(settings(teacher, Map.of()).withParent(UNSURE), "out", FORGET, odd))
          .isInstanceOf(AlgorithmUnfitException.class)
          .hasMessageContaining("the rows to forget are unlike those that stay")
          .hasMessageContaining("use retrain");
    }
    assertThat(audit.taught).doesNotContainAnyElementsOf(IntStream.of(FORGET).boxed().toList());
  }

  @Test
  void shouldSayThatTooFewRowsAreLeftToHoldSomeBack() {
    int[] allButSix = IntStream.range(0, Pictures.TRAIN).filter(i -> i >= 6).toArray();
    UnlearningSettings settings =
        settings(Teacher.CALIBRATED_IGNORANT, Map.of()).withParent(UNSURE);

    assertThatThrownBy(() -> run(settings, "out", allButSix))
        .isInstanceOf(ForgetSetRefusedException.class)
        .hasMessage(
            "the forget set leaves 6 rows to retain, and calibrated-ignorant-teacher needs at least"
                + " 150, some to learn from and some to be calibrated on; use retrain");
    assertThat(audit.taught).isEmpty();
  }

  @Test
  void shouldSayThatTooFewRowsAreToBeForgottenToKnowHowTheyScatter() {
    UnlearningSettings settings = settings(Teacher.CALIBRATED, Map.of()).withParent(UNSURE);

    assertThatThrownBy(() -> run(settings, "out", new int[] {7, 8}))
        .isInstanceOf(ForgetSetRefusedException.class)
        .hasMessage(
            "the forget set has 2 rows, and teacher calibrated needs at least 30 to know how their"
                + " margins scatter; take calibrated-ignorant-teacher, which is calibrated on rows"
                + " to retain, or retrain");
    assertThat(audit.taught).isEmpty();
  }

  @Test
  void shouldRefuseACalibrationOfTheBestKnownRowsAlone() {
    UnlearningSettings rum =
        UnlearningSettings.parse(Algorithms.standard(), "rum", Map.of("teacher", "calibrated"), 17)
            .withParent(UNSURE);

    assertThatThrownBy(() -> run(rum, "out", FORGET))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessageContaining("teacher calibrated takes its rows to be like any others");
  }

  @Test
  void shouldEndAtOnceWhereItIsCancelledWhileTheTeacherLearns() {
    UnlearningRows rows =
        UnlearningRows.ofTrainWithout(bench.dataset.ordinals(Split.TRAIN), FORGET, FORGET);
    int[] asked = {0};
    RunMonitor monitor =
        RunMonitor.of(RunMonitor.none().progress(), () -> ++asked[0] > 3).withAudit(audit);

    try (UnlearningRun run = UnlearningRun.load(bench.parent, Workbench.RUNTIME)) {
      UnlearningSettings settings =
          settings(Teacher.CALIBRATED_IGNORANT, Map.of()).withParent(UNSURE);
      assertThatThrownBy(() -> run.unlearn(settings, bench.dataset, rows, monitor))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(audit.madeForgotten).isEmpty();
  }
}
