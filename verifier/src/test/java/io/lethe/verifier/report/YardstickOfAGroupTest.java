// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.Marks;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.measure.StandIn;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.IdenticalPictures;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.OwnedDataset;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.verifier.gate.ForgottenPeople;
import io.lethe.verifier.gate.GateEvidence;
import io.lethe.verifier.reference.ReferenceTables;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the demo's pictures: random people, and a group that looks unlike the rest. */
class YardstickOfAGroupTest {
  private static final RuntimeOptions RUNTIME = RuntimeOptions.cpu(1);
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(1), new LogisticRegression(1), 2, 1);
  private static final SampleOrder ORDER = new SeededOrder(3);
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
  void shouldHoldAGroupAgainstModelsThatNeverSawItAndNotAgainstSamplesThatLookOtherwise() {
    Case group = new Case(darkest(150, 6));
    References references = group.references();
    Evaluation retrained = group.of(trained("retrained", group.retain()));
    Evaluation untouched = group.of(trained("untouched", images.ordinals(Split.TRAIN)));

    assertThat(retrained.fit(references)).isGreaterThan(FoundYardstick.LEAST_FIT);
    assertThat(retrained.marks().margin().interval().high()).isLessThan(-0.3);
    Marks honest = retrained.marks(references);
    assertThat(honest.margin().value()).isCloseTo(0, within(0.2));
    assertThat(honest.distance().value()).isLessThan(retrained.marks().distance().value() / 2);
    assertThat(untouched.marks(references).margin().interval().low())
        .isGreaterThan(honest.margin().interval().high());
    assertThat(looksRandom(retrained.standIn(references, false))).isFalse();
    StandIn besideOthers = retrained.standIn(references, true);
    assertThat(besideOthers.margin().value()).isCloseTo(0, within(0.2));
    assertThat(besideOthers.distance().value()).isLessThan(0.15);
  }

  @Test
  void shouldTakeRandomPeopleForWhatTheyAre() {
    Case random = new Case(first(600, ORDER.sorted("people", images.ordinals(Split.TRAIN))));
    References references = random.references();
    Predictor model = trained("retrained-of-random", random.retain());
    Evaluation retrained = random.of(model);

    assertThat(looksRandom(retrained.standIn(references, false))).isTrue();
    FoundYardstick found = random.yardstick(model, references);
    assertThat(found.references().models()).isEqualTo(4);
    assertThat(found.note()).contains("beside 4 small networks that never saw these");
    assertThat(found.standIn().margin().n()).isEqualTo(600);
    assertThat(retrained.marks(references).margin().value()).isCloseTo(0, within(0.15));
  }

  /** Of twenty samples. */
  @Test
  void shouldNotBelieveModelsThatLearnedLittle() {
    Case most = new Case(IntStream.of(images.ordinals(Split.TRAIN)).skip(20).toArray());

    FoundYardstick found =
        most.yardstick(trained("of-few", images.ordinals(Split.TRAIN)), most.references());

    assertThat(found.standIn().margin().candidate().value()).isFinite();
    assertThat(found.standIn().margin().candidate().low()).isNaN();
    assertThat(found.standIn().margin().note()).contains("too few to be believed");
  }

  private static boolean looksRandom(StandIn said) {
    return Gate.DEFAULTS.agree(
        GateEvidence.measured(said.margin()), GateEvidence.measured(said.distance()));
  }

  /** A set to forget. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Case(int[] forget, int[] owners) {

    Case(int[] rows) {
      this(IntStream.of(rows).sorted().toArray(), new int[images.size()]);
      Arrays.fill(owners, -1);
      IntStream.range(0, forget.length).forEach(i -> owners[forget[i]] = i / SAMPLES_A_PERSON);
    }

    int[] retain() {
      return IntStream.of(images.ordinals(Split.TRAIN))
          .filter(row -> Arrays.binarySearch(forget, row) < 0)
          .toArray();
    }

    References references() {
      return new ReferenceTables(
              RUNTIME, folder.resolve("references-" + forget.length), ProgressListener.none())
          .of(ORDER, () -> false)
          .of(
              new OwnedDataset(images, owners, Map.of(), IdenticalPictures.none()),
              forget,
              IntStream.range(0, images.size()).toArray());
    }

    Evaluation of(Predictor model) {
      LabelledSamples samples = LabelledSamples.of(images).ofPeople(People.of(owners));
      return Evaluation.of(
          samples, SamplePlan.of(samples, forget, forget, ORDER, 1000), ORDER, ATTACKS, model);
    }

    FoundYardstick yardstick(Predictor candidate, References references) {
      return FoundYardstick.of(
          of(candidate),
          of(candidate).beside(candidate),
          references,
          false,
          ForgottenPeople.of(People.of(owners).clusters(forget)),
          images);
    }
  }

  private static Predictor trained(String name, int[] rows) {
    Path blank = folder.resolve(name);
    Architectures.build(
        "small-cnn", images.shape(), images.classNames(), name.hashCode(), blank, RUNTIME);
    try (TrainableModel model = TrainableModel.load(blank, RUNTIME)) {
      new TrainingLoop(model, images)
          .run(
              rows,
              Objective.crossEntropy(),
              TrainingSettings.plain(8, 64, new LearningRate.Cosine(1e-3f), name.hashCode()),
              ProgressListener.none(),
              () -> false);
      int[] everything = IntStream.range(0, images.size()).toArray();
      Logits all = model.logits(images, everything, ProgressListener.none());
      return asked -> {
        float[] values = new float[asked.length * all.classes()];
        for (int i = 0; i < asked.length; i++) {
          System.arraycopy(all.row(asked[i]), 0, values, i * all.classes(), all.classes());
        }
        return new Logits(values, asked.length, all.classes());
      };
    }
  }

  private static int[] first(int count, int[] rows) {
    return Arrays.copyOf(rows, count);
  }

  /** The darkest train samples of a class. */
  private static int[] darkest(int count, int label) {
    return IntStream.of(images.ordinals(Split.TRAIN))
        .filter(row -> images.label(row) == label)
        .boxed()
        .sorted(Comparator.comparingLong(YardstickOfAGroupTest::brightness))
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
