// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import io.lethe.domain.policy.Teacher;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.measure.TestSplitFigures;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.run.UnlearningSettings;

/** What an unlearning offline may know of its parent, where no report tells it. */
public final class KnownParent {

  private KnownParent() {}

  /** The same for a model that is open, asked only where a teacher aims at its figures. */
  public static UnlearningSettings tell(
      UnlearningSettings settings,
      Dataset dataset,
      TrainableModel parent,
      ProgressListener progress) {
    return tell(settings, dataset, asked -> parent.logits(dataset, asked, progress));
  }

  /**
   * The settings with the parent's figures on the test split, where a calibrated teacher aims at
   * them; the same settings otherwise.
   *
   * @throws InvalidHyperParametersException if it does, and there is no test split
   */
  public static UnlearningSettings tell(
      UnlearningSettings settings, Dataset dataset, Predictor parent) {
    int[] test = dataset.ordinals(Split.TEST);
    Teacher teacher = settings.hyperParameters().teacher();
    if (!teacher.isCalibrated()) {
      return settings;
    }
    if (test.length == 0) {
      throw new InvalidHyperParametersException(
          "teacher "
              + teacher.label()
              + " aims at the model's figures on the test split, and the dataset has none; name"
              + " another teacher");
    }
    Logits logits = parent.logits(test);
    return TestSplitFigures.of(
            Accuracies.of(logits, dataset, test), LogOdds.of(logits, dataset.labels(test)))
        .map(settings::withParent)
        .orElse(settings);
  }
}
