// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * An algorithm that says what stands in its way before a weight has moved: a signature that the
 * model lacks, or a forget set that leaves no retain row of a class.
 *
 * <p>The paper takes the forget set to be a random subset of several classes, and every approximate
 * algorithm rehearses each class on the retain rows while it forgets. Of a class that is to go
 * altogether nothing is left to rehearse; {@code retrain} is exact and takes any set.
 */
final class CheckedAlgorithm implements UnlearningAlgorithm {
  private final UnlearningAlgorithm algorithm;

  CheckedAlgorithm(UnlearningAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  @Override
  public Algorithm algorithm() {
    return algorithm.algorithm();
  }

  @Override
  public HyperParameters defaults() {
    return algorithm.defaults();
  }

  @Override
  public Set<String> requiredSignatures(HyperParameters chosen) {
    return algorithm.requiredSignatures(chosen);
  }

  @Override
  public boolean isExact() {
    return algorithm.isExact();
  }

  /**
   * Checks, then runs.
   *
   * @throws AlgorithmUnfitException if the model lacks a required signature
   * @throws InvalidHyperParametersException if a calibrated teacher has nothing to aim at
   * @throws ForgetSetRefusedException if an approximate algorithm is to forget a class whole
   */
  @Override
  public UnlearningResult run(UnlearningContext context) {
    requireSignatures(context.model(), context.hyperParameters());
    requireParentFigures(context);
    if (!algorithm.isExact()) {
      requireRetainRowsOfEveryClass(context);
    }
    return algorithm.run(context);
  }

  private void requireSignatures(TrainableModel model, HyperParameters chosen) {
    List<String> missing =
        algorithm.requiredSignatures(chosen).stream()
            .filter(signature -> !model.has(signature))
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      throw new AlgorithmUnfitException(
          name()
              + " needs the signature '"
              + String.join("' and the signature '", missing)
              + "', which this model lacks; export the model with it, or choose another algorithm");
    }
  }

  private void requireParentFigures(UnlearningContext context) {
    Teacher teacher = context.hyperParameters().teacher();
    if (!teacher.isCalibrated()) {
      return;
    }
    double accuracy =
        context
            .parentFigures()
            .orElseThrow(
                () ->
                    new InvalidHyperParametersException(
                        "teacher "
                            + teacher.label()
                            + " needs the parent's test accuracy, loss and margin, which its"
                            + " report lacks; register the model again, or name another teacher"))
            .accuracy();
    int classes = context.model().classes();
    if (accuracy * classes <= 1) {
      throw new InvalidHyperParametersException(
          "the parent's test accuracy is "
              + accuracy
              + ", no better than a guess among "
              + classes
              + " classes: teacher "
              + teacher.label()
              + " has nothing to aim at; name another teacher, or use retrain");
    }
  }

  private void requireRetainRowsOfEveryClass(UnlearningContext context) {
    Dataset dataset = context.dataset();
    BitSet retained = new BitSet();
    for (int ordinal : context.retain()) {
      retained.set(dataset.label(ordinal));
    }
    int[] forgotten = new int[dataset.classes()];
    for (int ordinal : context.forget()) {
      forgotten[dataset.label(ordinal)]++;
    }
    for (int label = 0; label < forgotten.length; label++) {
      if (forgotten[label] > 0 && !retained.get(label)) {
        throw new ForgetSetRefusedException(
            "the forget set holds "
                + forgotten[label]
                + " rows of class '"
                + dataset.classNames().get(label)
                + "' (label "
                + label
                + ") and the retain set none: "
                + name()
                + " needs at least one row to keep of every class that it forgets rows of;"
                + " use retrain, which forgets a class whole");
      }
    }
  }
}
