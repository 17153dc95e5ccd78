// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.dataset.Split;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each algorithm on a real network: what must be true of its weights, its rows and its effect. */
class EveryAlgorithmTest {
  private static final int[] FORGET = IntStream.range(0, 30).toArray();
  private static final int[] KEPT = IntStream.range(60, 150).toArray();
  private static final int[] WHOLE_CLASS =
      IntStream.range(0, Pictures.TRAIN).filter(i -> i % Pictures.CLASSES == 0).toArray();
  private static final Set<String> MIXING =
      Set.of("sftc", "neggrad+", "bad-teaching", "scrub", "random-labels", "delete");

  @TempDir private static Path root;
  private static Workbench bench;
  private static Weights parent;

  @TempDir private Path folder;
  private AuditTrail audit;

  @BeforeAll
  static void train() throws IOException {
    bench = Workbench.create(root);
    parent = Weights.of(bench.parent);
  }

  @BeforeEach
  void listen() {
    audit = new AuditTrail();
  }

  static Stream<String> algorithms() {
    return Algorithms.standard().names().stream();
  }

  static Stream<String> approximateAlgorithms() {
    return algorithms().filter(name -> !name.equals("retrain"));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldTrainOnTheRowsOfItsRoleOnly(String name) throws IOException {
    Path out = folder.resolve("version");

    UnlearningResult result = run(name, Map.of("epochs", "2", "batch_size", "16"), out);

    Set<Integer> retain = boxed(bench.dataset.ordinals(Split.TRAIN));
    retain.removeAll(boxed(FORGET));
    assertThat(retain).containsAll(audit.taught);
    assertThat(audit.taught).hasSize(name.equals("neggrad+") ? 64 : 150);
    requireForgottenRowsOf(name);
    assertThat(result.training().images()).isEqualTo(imagesInTwoEpochs(name));
    assertThat(result.training().epochs())
        .hasSize(2)
        .allSatisfy(epoch -> assertThat(epoch.loss()).isFinite());
    assertThat(out.resolve("saved_model.pb"))
        .hasSameBinaryContentAs(bench.parent.resolve("saved_model.pb"));
    assertThat(Weights.of(out).variables())
        .anySatisfy(variable -> assertThat(variable.sameBits(inParent(variable))).isFalse());
  }

  private void requireForgottenRowsOf(String name) {
    if (name.equals("rum")) {
      assertThat(audit.madeForgotten).hasSize(15).isSubsetOf(boxed(FORGET));
    } else {
      assertThat(audit.madeForgotten).isEqualTo(MIXING.contains(name) ? boxed(FORGET) : Set.of());
    }
  }

  private static long imagesInTwoEpochs(String name) {
    return switch (name) {
      case "sftc", "bad-teaching", "scrub", "random-labels", "delete" -> 2 * 180;
      case "neggrad+" -> 2 * (30 + 2 * 16);
      case "rum" -> 2 * (150 + 15);
      default -> 2 * 150;
    };
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldEndInEqualBytesFromEqualSeeds(String name) throws IOException {
    Map<String, String> tuning = Map.of("epochs", "1", "batch_size", "32");

    run(name, tuning, folder.resolve("once"));
    run(name, tuning, folder.resolve("twice"));

    String data = "variables/variables.data-00000-of-00001";
    assertThat(folder.resolve("once").resolve(data))
        .hasSameBinaryContentAs(folder.resolve("twice").resolve(data));
  }

  @Test
  void shouldKeepFrozenWeightsBitForBitInCfK() throws IOException {
    run("cf-k", Map.of("layers", "2", "epochs", "2"), folder.resolve("version"));

    for (Weights.Variable variable : Weights.of(folder.resolve("version")).variables()) {
      boolean frozen = variable.block() < 2 && variable.trainable();
      assertThat(variable.sameBits(inParent(variable))).as(variable.path()).isEqualTo(frozen);
    }
  }

  @Test
  void shouldDrawAllButTheFrozenWeightsAnewInEuK() throws IOException {
    run("cf-k", Map.of("layers", "2", "learning_rate", "1e-9"), folder.resolve("tuned"));
    run("eu-k", Map.of("layers", "2", "learning_rate", "1e-9"), folder.resolve("anew"));

    Weights tuned = Weights.of(folder.resolve("tuned"));
    for (Weights.Variable variable : Weights.of(folder.resolve("anew")).variables()) {
      boolean frozen = variable.block() < 2 && variable.trainable();
      assertThat(variable.sameBits(inParent(variable))).as(variable.path()).isEqualTo(frozen);
    }
    assertThat(distanceFromParent(tuned)).isLessThan(1e-3);
    assertThat(distanceFromParent(Weights.of(folder.resolve("anew")))).isGreaterThan(0.1);
  }

  @Test
  void shouldTurnTheParentsKernelsOverBeforeTheFirstStep() throws IOException {
    run("kernel-transpose", Map.of("learning_rate", "1e-9"), folder.resolve("turned"));

    int kernels = 0;
    for (Weights.Variable variable : Weights.of(folder.resolve("turned")).variables()) {
      if (variable.path().contains("conv")) {
        kernels++;
        assertThat(maxDistance(variable.values(), swapped3x3(inParent(variable).values())))
            .as(variable.path())
            .isLessThan(1e-6);
        assertThat(maxDistance(variable.values(), inParent(variable).values())).isGreaterThan(0.01);
      } else if (variable.trainable()) {
        assertThat(maxDistance(variable.values(), inParent(variable).values()))
            .as(variable.path())
            .isLessThan(1e-6);
      }
    }
    assertThat(kernels).isEqualTo(3);
  }

  @Test
  void shouldLearnAgainWithKernelsTurnedOver() {
    run("kernel-transpose", Map.of("epochs", "8", "batch_size", "16"), folder.resolve("turned"));

    assertThat(bench.accuracy(folder.resolve("turned"), KEPT)).isGreaterThan(0.9);
  }

  private static float[] swapped3x3(float[] kernel) {
    int inner = kernel.length / 9;
    float[] result = new float[kernel.length];
    for (int i = 0; i < 9; i++) {
      System.arraycopy(kernel, (i % 3 * 3 + i / 3) * inner, result, i * inner, inner);
    }
    return result;
  }

  private static double maxDistance(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  @Test
  void shouldPushAwayThoseRowsAloneThatTheParentKnowsBest() {
    run("rum", Map.of("epochs", "6", "batch_size", "16"), folder.resolve("version"));

    int[] known = audit.madeForgotten.stream().mapToInt(Integer::intValue).toArray();
    int[] others = IntStream.of(FORGET).filter(i -> !audit.madeForgotten.contains(i)).toArray();
    assertThat(bench.confidence(bench.parent, known))
        .isGreaterThan(bench.confidence(bench.parent, others));
    assertThat(bench.confidence(folder.resolve("version"), known))
        .isLessThan(bench.confidence(folder.resolve("version"), others));
  }

  @Test
  void shouldForgetFasterByNegGradPlusThanByFineTuning() {
    Map<String, String> tuning = Map.of("epochs", "8", "batch_size", "16");

    run("neggrad+", tuning, folder.resolve("negated"));
    run("finetune", tuning, folder.resolve("tuned"));

    double negated = bench.accuracy(folder.resolve("negated"), FORGET);
    double tuned = bench.accuracy(folder.resolve("tuned"), FORGET);
    assertThat(negated).isLessThan(tuned - 0.2);
    assertThat(bench.confidence(folder.resolve("negated"), KEPT))
        .isGreaterThan(bench.confidence(folder.resolve("negated"), FORGET));
  }

  @Test
  void shouldLeaveTheRetainRowsOutInPlainNegGrad() {
    run(
        "neggrad+",
        Map.of("gamma", "0", "epochs", "8", "batch_size", "16"),
        folder.resolve("ascended"));

    assertThat(audit.taught).isEmpty();
    assertThat(audit.madeForgotten).isEqualTo(boxed(FORGET));
    assertThat(bench.accuracy(folder.resolve("ascended"), FORGET))
        .isLessThan(bench.accuracy(bench.parent, FORGET));
  }

  @Test
  void shouldPushForgetRowsAwayByScrubAndKeepTheOthers() {
    Map<String, String> tuning = Map.of("epochs", "3", "batch_size", "16");

    run("scrub", tuning, folder.resolve("scrubbed"));
    run("finetune", tuning, folder.resolve("tuned"));

    assertThat(bench.confidence(folder.resolve("scrubbed"), FORGET))
        .isLessThan(bench.confidence(folder.resolve("tuned"), FORGET));
    assertThat(bench.accuracy(folder.resolve("scrubbed"), KEPT)).isGreaterThan(0.9);
  }

  @Test
  void shouldEndTheAscentOfScrubWhereToldTo() {
    UnlearningResult result =
        run(
            "scrub",
            Map.of("epochs", "3", "ascent_epochs", "1", "batch_size", "16"),
            folder.resolve("version"));

    assertThat(result.training().images()).isEqualTo(30 + 3 * 150);
  }

  @Test
  void shouldFollowTheIncompetentTeacherOnForgetRowsOnly() {
    run("bad-teaching", Map.of("epochs", "8", "batch_size", "16"), folder.resolve("confused"));

    double forgotten = bench.confidence(folder.resolve("confused"), FORGET);
    assertThat(forgotten).isLessThan(bench.confidence(bench.parent, FORGET) - 0.2);
    assertThat(bench.confidence(folder.resolve("confused"), KEPT)).isGreaterThan(forgotten + 0.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random-labels", "delete"})
  void shouldTalkForgetRowsOutOfTheirLabelAndKeepTheOthers(String name) {
    run(name, Map.of("epochs", "8", "batch_size", "16"), folder.resolve("relabelled"));

    double forgotten = bench.confidence(folder.resolve("relabelled"), FORGET);
    assertThat(forgotten).isLessThan(bench.confidence(bench.parent, FORGET) - 0.2);
    assertThat(bench.confidence(folder.resolve("relabelled"), KEPT)).isGreaterThan(forgotten + 0.1);
  }

  @ParameterizedTest
  @MethodSource("approximateAlgorithms")
  void shouldRefuseToForgetAWholeClassByApproximation(String name) {
    assertThatThrownBy(() -> run(name, WHOLE_CLASS, bench.parent, Map.of(), folder.resolve("x")))
        .isInstanceOf(ForgetSetRefusedException.class)
        .hasMessage(
            "the forget set holds 60 rows of class 'class-0' (label 0) and the retain set none: "
                + name
                + " needs at least one row to keep of every class that it forgets rows of;"
                + " use retrain, which forgets a class whole");
    assertThat(audit.taught).isEmpty();
  }

  @Test
  void shouldForgetAWholeClassByRetraining() {
    Path out = folder.resolve("version");

    run("retrain", WHOLE_CLASS, bench.parent, Map.of("epochs", "10", "batch_size", "16"), out);

    assertThat(audit.taught).doesNotContainAnyElementsOf(boxed(WHOLE_CLASS));
    assertThat(bench.accuracy(out, WHOLE_CLASS)).isLessThan(0.1);
    int[] others = IntStream.range(0, Pictures.TRAIN).filter(i -> i % 3 != 0).toArray();
    assertThat(bench.accuracy(out, others)).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @CsvSource({"cf-k, 4", "cf-k, 5", "eu-k, 4"})
  void shouldRefuseMoreFrozenBlocksThanTheModelHas(String name, int k) {
    assertThatThrownBy(
            () -> run(name, Map.of("layers", Integer.toString(k)), folder.resolve("version")))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessageContaining("layers is " + k)
        .hasMessageContaining("choose from 1 to 3");
    assertThat(audit.taught).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "neggrad+, accumulate_gradients",
    "neggrad+, apply_gradients",
    "eu-k, reinitialize",
    "bad-teaching, reinitialize",
    "kernel-transpose, transpose_kernels",
    "retrain, reinitialize"
  })
  void shouldSayWhichSignatureTheModelLacks(String name, String signature) throws IOException {
    Path poorer = bench.parentWithout(signature, folder);

    assertThatThrownBy(() -> run(name, FORGET, poorer, Map.of(), folder.resolve("version")))
        .isInstanceOf(AlgorithmUnfitException.class)
        .hasMessage(
            name
                + " needs the signature '"
                + signature
                + "', which this model lacks; export the model with it, or choose another"
                + " algorithm");
    assertThat(audit.taught).isEmpty();
  }

  @Test
  void shouldNotNeedAccumulatedGradientsForPlainNegGrad() throws IOException {
    Path poorer = bench.parentWithout("accumulate_gradients", folder);

    UnlearningResult result =
        run(
            "neggrad+",
            FORGET,
            poorer,
            Map.of("gamma", "0", "epochs", "1"),
            folder.resolve("version"));

    assertThat(result.training().images()).isEqualTo(FORGET.length);
  }

  private UnlearningResult run(String name, Map<String, String> tuning, Path out) {
    return run(name, FORGET, bench.parent, tuning, out);
  }

  private UnlearningResult run(
      String name, int[] forget, Path start, Map<String, String> tuning, Path out) {
    UnlearningAlgorithm algorithm = Algorithms.standard().named(name);
    Map<String, String> text = new TreeMap<>(tuning);
    if (algorithm.hyperParameterNames().contains("layers")) {
      text.putIfAbsent("layers", "2");
    }
    UnlearningRows rows =
        UnlearningRows.ofTrainWithout(bench.dataset.ordinals(Split.TRAIN), forget, forget);
    UnlearningSettings settings =
        new UnlearningSettings(algorithm, algorithm.hyperParameters(text), 17, Optional.empty());
    try (UnlearningRun run = UnlearningRun.load(start, Workbench.RUNTIME)) {
      UnlearningResult result =
          run.unlearn(settings, bench.dataset, rows, RunMonitor.none().withAudit(audit));
      run.save(out);
      return result;
    }
  }

  private static Weights.Variable inParent(Weights.Variable variable) {
    return parent.variables().stream()
        .filter(each -> each.path().equals(variable.path()))
        .findFirst()
        .orElseThrow();
  }

  /** The largest step that any trainable weight is away from the parent's. */
  private static double distanceFromParent(Weights weights) {
    double largest = 0;
    List<Weights.Variable> trainable =
        weights.variables().stream().filter(Weights.Variable::trainable).toList();
    for (Weights.Variable variable : trainable) {
      float[] before = inParent(variable).values();
      for (int i = 0; i < before.length; i++) {
        largest = Math.max(largest, Math.abs(before[i] - variable.values()[i]));
      }
    }
    return largest;
  }

  private static Set<Integer> boxed(int[] ordinals) {
    return Arrays.stream(ordinals).boxed().collect(Collectors.toCollection(TreeSet::new));
  }
}
