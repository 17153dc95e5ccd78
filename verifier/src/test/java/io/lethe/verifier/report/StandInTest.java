// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.GateOutcome;
import io.lethe.domain.policy.Requirement;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.verifier.derive.StandIn;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.gate.ForgottenPeople;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the demo's pictures: random people, and a group that looks unlike the rest. */
class StandInTest {

  private static final RuntimeOptions RUNTIME = RuntimeOptions.cpu(1);
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(1), new LogisticRegression(1), 2, 1);

  /** The demo's original. */
  private static final double PARENT_ACCURACY = 0.88;

  private static final int SAMPLES_A_PERSON = 5;

  @TempDir static Path folder;

  private static Dataset images;

  @BeforeAll
  static void load() {
    try (DatasetBundle bundle = DatasetBundle.open(Path.of("..", "data", "fashion-mini.zip"))) {
      images =
          Dataset.load(
              bundle,
              Dataset.DecodeOptions.defaults(folder.resolve("cache")),
              ProgressListener.none());
    }
  }

  @AfterAll
  static void close() {
    images.close();
  }

  @Test
  void shouldSayThatRandomPeopleLookLikeSamplesNeverSeenAndAGroupDoesNot() {
    SampleOrder order = new SeededOrder(3);
    int[] random = first(600, order.sorted("people", images.ordinals(Split.TRAIN)));
    int[] group = darkest(150, 6);

    StandInEvidence ofRandom = ask(random, order, PARENT_ACCURACY);
    StandInEvidence ofGroup = ask(group, order, PARENT_ACCURACY);

    assertThat(outcome(GateCriterion.STAND_IN_MARGIN, ofRandom.margin()))
        .as(ofRandom.toString())
        .isEqualTo(GateOutcome.PASS);
    assertThat(outcome(GateCriterion.STAND_IN_DISTANCE, ofRandom.distance()))
        .as(ofRandom.toString())
        .isEqualTo(GateOutcome.PASS);
    assertThat(ofRandom.margin().n()).isEqualTo(600);
    assertThat(ofGroup.margin().candidate().high()).as(ofGroup.toString()).isLessThan(-0.3);
    assertThat(outcome(GateCriterion.STAND_IN_MARGIN, ofGroup.margin()))
        .isEqualTo(GateOutcome.INCONCLUSIVE);
    assertThat(outcome(GateCriterion.STAND_IN_DISTANCE, ofGroup.distance()))
        .isEqualTo(GateOutcome.INCONCLUSIVE);
    assertThat(folder.resolve("stand-in")).doesNotExist();
  }

  /** Of twenty rows. */
  @Test
  void shouldNotBelieveAStandInThatLearnedLittle() {
    int[] most = IntStream.of(images.ordinals(Split.TRAIN)).skip(20).toArray();

    StandInEvidence said = ask(most, new SeededOrder(3), PARENT_ACCURACY);

    assertThat(said.margin().candidate().value()).isFinite();
    assertThat(said.margin().candidate().low()).isNaN();
    assertThat(said.margin().note()).contains("too few to be believed");
    assertThat(outcome(GateCriterion.STAND_IN_MARGIN, said.margin()))
        .isEqualTo(GateOutcome.INCONCLUSIVE);
  }

  @Test
  void shouldStopWhenNobodyWaitsForIt() {
    assertThatThrownBy(
            () ->
                new StandIn(RUNTIME, folder.resolve("stand-in"), ProgressListener.none())
                    .of(new SeededOrder(3), () -> true)
                    .of(
                        images,
                        images.ordinals(Split.TRAIN),
                        version -> {
                          throw new AssertionError("it was cancelled");
                        }))
        .isInstanceOf(CancellationException.class);
    assertThat(folder.resolve("stand-in")).doesNotExist();
  }

  private static StandInEvidence ask(int[] forget, SampleOrder order, double parentAccuracy) {
    int[] sorted = IntStream.of(forget).sorted().toArray();
    int[] retain =
        IntStream.of(images.ordinals(Split.TRAIN))
            .filter(row -> Arrays.binarySearch(sorted, row) < 0)
            .toArray();
    int[] owners = new int[images.size()];
    Arrays.fill(owners, -1);
    IntStream.range(0, sorted.length).forEach(i -> owners[sorted[i]] = i / SAMPLES_A_PERSON);
    People people = People.of(owners);
    LabelledSamples samples = LabelledSamples.of(images).ofPeople(people);
    Evaluation said =
        new StandIn(RUNTIME, folder.resolve("stand-in"), ProgressListener.none())
            .of(order, () -> false)
            .of(
                images,
                retain,
                version ->
                    new TensorFlowModels(RUNTIME, ProgressListener.none())
                        .with(
                            version,
                            model ->
                                Evaluation.of(
                                    samples,
                                    SamplePlan.of(samples, sorted, sorted, order, 1000),
                                    order,
                                    ATTACKS,
                                    model.on(images))));
    return StandInEvidence.of(
        said, parentAccuracy, ForgottenPeople.of(people.clusters(sorted)), images);
  }

  private static GateOutcome outcome(GateCriterion criterion, Evidence found) {
    Requirement asked =
        Gate.DEFAULTS.requirements("sftc").stream()
            .filter(each -> each.criterion() == criterion)
            .findFirst()
            .orElseThrow();
    return asked.judge(found.candidate());
  }

  private static int[] first(int count, int[] rows) {
    return Arrays.copyOf(rows, count);
  }

  /** The darkest train samples of a class. */
  private static int[] darkest(int count, int label) {
    return IntStream.of(images.ordinals(Split.TRAIN))
        .filter(row -> images.label(row) == label)
        .boxed()
        .sorted(Comparator.comparingLong(StandInTest::brightness))
        .mapToInt(Integer::intValue)
        .limit(count)
        .toArray();
  }

  private static long brightness(int row) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(images.shape().bytes());
    images.copyImage(row, pixels);
    long sum = 0;
    for (int i = 0; i < pixels.capacity(); i++) {
      sum += pixels.get(i) & 0xff;
    }
    return sum;
  }
}
