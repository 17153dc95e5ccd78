// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.offline.OriginalTraining;
import io.lethe.evaluation.audit.LikelihoodRatioAttack;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * How to audit.
 *
 * @param training the recipe of parents and retrained models; its seed is that of the audit
 * @param treatments what is measured beside the parents and the control, without repetitions
 * @param models a side, at least {@link LikelihoodRatioAttack#LEAST_MODELS}
 * @param people whose rows are forgotten, at least 1
 * @param retainSamples retained rows that are compared with forgotten ones at most, at least 1
 * @param relearnRate learning rate of the epoch that must not bring them back, above 0
 */
record AuditSettings(
    OriginalTraining training,
    List<Treatment> treatments,
    int models,
    int people,
    int retainSamples,
    float relearnRate) {
  /** Below, the figures are for trying the command and say little of the algorithm. */
  static final int ENOUGH_MODELS = 16;

  /** Refuses values out of range, all problems in one message. */
  AuditSettings {
    requireNonNull(training, "training");
    treatments = List.copyOf(new LinkedHashSet<>(treatments));
    List<String> problems = new ArrayList<>();
    if (models < LikelihoodRatioAttack.LEAST_MODELS) {
      problems.add(
          "--models is %d; it must be at least %d a side, or nobody is left when one is held out, and %d for figures that count"
              .formatted(models, LikelihoodRatioAttack.LEAST_MODELS, ENOUGH_MODELS));
    }
    if (people < 1) {
      problems.add("--people is " + people + "; it must be at least 1");
    }
    if (retainSamples < 1) {
      problems.add("--retain-samples is " + retainSamples + "; it must be at least 1");
    }
    if (!(relearnRate > 0) || Float.isInfinite(relearnRate)) {
      problems.add("--relearn-learning-rate is " + relearnRate + "; it must be finite and above 0");
    }
    if (training.batchSize() < 1) {
      problems.add("--batch-size is " + training.batchSize() + "; it must be at least 1");
    }
    if (!(training.learningRate() > 0) || Float.isInfinite(training.learningRate())) {
      problems.add(
          "--learning-rate is " + training.learningRate() + "; it must be finite and above 0");
    }
    if (training.epochs() < 1) {
      problems.add("--train-epochs is " + training.epochs() + "; it must be at least 1");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** The seed that every other one comes from. */
  long seed() {
    return training.seed();
  }

  /** How many cells there are: parents, retrained, control, and one a treatment and model. */
  int cells() {
    return (3 + treatments.size()) * models;
  }
}
