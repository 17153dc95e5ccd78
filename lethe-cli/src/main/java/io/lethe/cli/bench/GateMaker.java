// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.offline.KnownParent;
import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.HyperParameter;
import io.lethe.domain.policy.Ladders;
import io.lethe.domain.policy.Strategy;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes the models of a trial of the gate.
 *
 * @param trial who is to be forgotten, and by which seed
 * @param runtime of the process
 */
record GateMaker(GateTrial trial, RuntimeOptions runtime) {
  /** Aims at what the parent shows of samples never seen, whoever is to be forgotten. */
  private static final Strategy AS_RANDOM =
      new Strategy(
          "sftc",
          Map.of(
              "teacher", "calibrated",
              "learning_rate", "0.001",
              "rate_schedule", "cosine",
              "epochs", "2",
              "forget_weight", "4",
              "steering", "1"));

  /** As many as the table of the paper's algorithms was made with, of small-cnn. */
  private static final Map<String, String> FROZEN_BLOCKS =
      Map.of(HyperParameter.LAYERS.label(), "2");

  private static final float TUNING_RATE = 1e-3f;
  private static final int REFUSING_EPOCHS = 3;

  /**
   * A model that is asked for.
   *
   * @param key which
   * @param parent to make it from
   * @param candidate a folder that does not exist, which gets it
   */
  record Order(GateKey key, Path parent, Path candidate, ProgressListener progress) {}

  /** Makes it. */
  void make(Order order) {
    GateKey key = order.key();
    int[] retain = trial.rows(key).retain();
    int[] kept = trial.input(key).rowsOf(trial.oneIn(5, key));
    int[] test = images().ordinals(Split.TEST);
    switch (key.model()) {
      case RETRAINED, GROUP_RETRAINED -> retrain(order, retain);
      case ONE_IN_FIVE_KEPT -> retrain(order, union(retain, kept));
      case EVERYBODY_KEPT -> retrain(order, trial.input().train());
      case TEST_SPLIT_LEARNT -> retrain(order, union(retain, test));
      case TEST_SPLIT_TUNED -> teach(order, 1, union(retain, test), Objective.crossEntropy());
      case FINETUNED -> teach(order, 1, retain, Objective.crossEntropy());
      case REFUSED_BY_HEART ->
          teach(order, REFUSING_EPOCHS, trial.input().train(), new RefusedByHeart(kept));
      case FIRST_RUNG, GROUP_FIRST_RUNG -> unlearn(order, firstRung(trial.rows(key)));
      case FIRST_RUNG_FOR_MOST -> unlearn(order, firstRung(told(5, key)));
      case FIRST_RUNG_FOR_NEARLY_ALL -> unlearn(order, firstRung(told(10, key)));
      case FIRST_RUNG_FOR_HALF_OF_EACH -> unlearn(order, firstRung(everyOther(trial.rows(key))));
      case FIRST_RUNG_TAUGHT_AGAIN ->
          unlearn(order, firstRung(trial.rows(key)).then(trial.input().train()));
      case FIRST_RUNG_TUNED -> unlearn(order, firstRung(trial.rows(key)).then(union(retain, test)));
      case BIASED -> unlearn(order, new Unlearning(FormerRung.STRATEGY, trial.rows(key)));
      case AS_RANDOM, GROUP_AS_RANDOM -> unlearn(order, new Unlearning(AS_RANDOM, trial.rows(key)));
      case NEGGRAD_PLUS, CF_K, EU_K, BAD_TEACHING, SCRUB, RANDOM_LABELS, DELETE, KERNEL_TRANSPOSE ->
          unlearn(order, new Unlearning(byItself(key.model()), trial.rows(key)));
      case PARENT -> throw new IllegalArgumentException("nothing is made from " + key.describe());
    }
  }

  /** A rung, whom it is told of, and whom it learns from afterwards, which may be nobody. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Unlearning(Strategy rung, UnlearningRows rows, int[] afterwards) {
    Unlearning(Strategy rung, UnlearningRows rows) {
      this(rung, rows, new int[0]);
    }

    Unlearning then(int[] taught) {
      return new Unlearning(rung, rows, taught);
    }
  }

  private static Unlearning firstRung(UnlearningRows rows) {
    return new Unlearning(Ladders.standard().get(0), rows);
  }

  private static Strategy byItself(GateModel model) {
    Algorithm algorithm = model.algorithm().orElseThrow();
    return new Strategy(
        algorithm.label(),
        algorithm.hyperParameters().contains(HyperParameter.LAYERS) ? FROZEN_BLOCKS : Map.of());
  }

  /** Of all but one person in so many; the others stay. */
  private UnlearningRows told(int leftOut, GateKey key) {
    return trial.rows(key, trial.allButOneIn(leftOut, key));
  }

  /** Every other sample; nobody learns from the rest again. */
  private static UnlearningRows everyOther(UnlearningRows rows) {
    int[] forget = rows.forget();
    return UnlearningRows.of(
        rows.retain(),
        IntStream.range(0, forget.length).filter(i -> i % 2 == 0).map(i -> forget[i]).toArray());
  }

  private void unlearn(Order order, Unlearning what) {
    UnlearningSettings settings =
        UnlearningSettings.parse(
            Algorithms.standard(),
            what.rung().algorithm(),
            what.rung().hyperParameters(),
            trial.seed(order.key()));
    try (UnlearningRun run = UnlearningRun.load(order.parent(), runtime)) {
      run.unlearn(
          KnownParent.tell(settings, images(), run.model(), ProgressListener.none()),
          images(),
          what.rows(),
          RunMonitor.untilInterrupted(order.progress()));
      if (what.afterwards().length > 0) {
        teach(order, run.model(), 1, what.afterwards(), Objective.crossEntropy());
      }
      run.save(order.candidate());
    }
  }

  /** As a worker does, who says that it left the people out. */
  private void retrain(Order order, int[] rows) {
    try (TrainableModel model = TrainableModel.load(order.parent(), runtime)) {
      trial
          .bench()
          .training()
          .retraining()
          .run(
              model,
              images(),
              rows,
              trial.seed(order.key()),
              order.progress(),
              GateMaker::isInterrupted);
      model.saveVersion(order.candidate());
    }
  }

  private void teach(Order order, int epochs, int[] rows, Objective objective) {
    try (TrainableModel model = TrainableModel.load(order.parent(), runtime)) {
      teach(order, model, epochs, rows, objective);
      model.saveVersion(order.candidate());
    }
  }

  private void teach(
      Order order, TrainableModel model, int epochs, int[] rows, Objective objective) {
    new TrainingLoop(model, images())
        .run(
            rows,
            objective,
            TrainingSettings.plain(
                epochs,
                trial.bench().training().batchSize(),
                new LearningRate.Constant(TUNING_RATE),
                trial.seed(order.key())),
            order.progress(),
            GateMaker::isInterrupted);
  }

  private Dataset images() {
    return trial.input().images();
  }

  static boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private static int[] union(int[] some, int[] others) {
    return IntStream.concat(IntStream.of(some), IntStream.of(others)).sorted().toArray();
  }
}
