// SPDX-License-Identifier: Apache-2.0
package io.lethe.examples;

import io.lethe.evaluation.OfflineEvaluator;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.evaluation.split.People;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** Lets a model forget people with SFTC, and measures model and successor. */
public final class ForgetAndMeasure {
  private static final ProgressListener QUIET = ProgressListener.none();

  private ForgetAndMeasure() {}

  /** Arguments: the dataset, the model, a file of subject ids, and where the new model goes. */
  public static void main(String... arguments) {
    Path model = Path.of(arguments[1]);
    Path forgot = Path.of(arguments[3]);
    RuntimeOptions runtime = RuntimeOptions.fromSystem();
    DecodeOptions decoding =
        new DecodeOptions(forgot.resolveSibling("images"), OptionalInt.empty(), 2);
    try (DatasetBundle bundle = DatasetBundle.open(Path.of(arguments[0]));
        Dataset images = Dataset.load(bundle, decoding, QUIET)) {
      int[] forget = bundle.ordinalsOf(DatasetBundle.readSubjects(Path.of(arguments[2])));
      UnlearningSettings settings =
          UnlearningSettings.parse(
              Algorithms.standard(), "sftc", Map.of("learning_rate", "0.002", "epochs", "3"), 42);
      UnlearningRows rows =
          UnlearningRows.ofTrainWithout(images.ordinals(Split.TRAIN), forget, forget);
      try (UnlearningRun run = UnlearningRun.load(model, runtime)) {
        run.unlearn(settings, images, rows, RunMonitor.none());
        run.save(forgot);
      }
      OfflineEvaluator evaluator =
          new OfflineEvaluator(new TensorFlowModels(runtime, QUIET), AttackSettings.defaults(2));
      for (Path each : new Path[] {model, forgot}) {
        Map<String, Double> measured =
            evaluator.evaluate(
                images,
                new OfflineEvaluator.Request(
                    each, forget, forget, Map.of(), People.of(bundle), 42));
        System.out.printf(
            "%s: test %.3f, forgotten %.3f, retained %.3f, margin %.3f%n",
            each.getFileName(),
            measured.get("test_accuracy"),
            measured.get("forget_accuracy"),
            measured.get("retain_accuracy"),
            measured.get("margin"));
      }
    }
  }
}
