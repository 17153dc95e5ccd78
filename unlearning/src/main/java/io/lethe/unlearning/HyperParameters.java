// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.domain.policy.ConfusionRounding;
import io.lethe.domain.policy.HyperParameter;
import io.lethe.domain.policy.RateSchedule;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.learning.training.Retraining;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an unlearning run can be tuned with. An instance that exists is valid; an algorithm reads
 * only what {@link UnlearningAlgorithm#hyperParameterNames()} lists.
 *
 * @param learningRate Adam's step size, finite and above 0 (also as a 32-bit float)
 * @param epochs passes over the rows, at least 1
 * @param temperature T by which both sides of the distillation are divided before softmax, finite
 *     and above 0
 * @param confusion c of section 4 of the paper: 0 targets the true label, 1 is label-free, in [0,
 *     1]
 * @param batchSize rows a step, at least 1
 * @param augmentation changes to training images; only {@code retrain} may use any
 * @param layers k of CF-k and EU-k: how many blocks stay frozen, counted from the input, at least 1
 * @param alpha what the divergence from the parent counts on retain rows, finite, at least 0
 * @param gamma what the cross entropy counts on retain rows, finite, at least 0
 * @param ascentEpochs in how many of the first epochs the forget rows are pushed away, from 1 to
 *     {@code epochs}
 * @param confusionRounding how the confused share becomes a number of rows
 * @param teacher whose outputs the rows to forget are taught; only {@code biased} may confuse
 * @param teacherEpochs how long an ignorant teacher learns, at least 1
 * @param forgetWeight what a row to forget counts beside a row to keep, finite and above 0
 * @param rateSchedule how the learning rate runs over the steps
 * @param steering how hard the targets of the rows to forget are moved against what is missed,
 *     finite, at least 0; not with {@code biased}, whose targets are drawn
 */
public record HyperParameters(
    double learningRate,
    int epochs,
    double temperature,
    double confusion,
    int batchSize,
    AugmentationChoice augmentation,
    int layers,
    double alpha,
    double gamma,
    int ascentEpochs,
    ConfusionRounding confusionRounding,
    Teacher teacher,
    int teacherEpochs,
    double forgetWeight,
    RateSchedule rateSchedule,
    double steering) {

  /** Key of {@link #learningRate()}. */
  public static final String LEARNING_RATE = HyperParameter.LEARNING_RATE.label();

  /** Key of {@link #epochs()}. */
  public static final String EPOCHS = HyperParameter.EPOCHS.label();

  /** Key of {@link #temperature()}. */
  public static final String TEMPERATURE = HyperParameter.TEMPERATURE.label();

  /** Key of {@link #confusion()}. */
  public static final String CONFUSION = HyperParameter.CONFUSION.label();

  /** Key of {@link #batchSize()}. */
  public static final String BATCH_SIZE = HyperParameter.BATCH_SIZE.label();

  /** Key of {@link #augmentation()}. */
  public static final String AUGMENTATION = HyperParameter.AUGMENTATION.label();

  /** Key of {@link #layers()}. */
  public static final String LAYERS = HyperParameter.LAYERS.label();

  /** Key of {@link #alpha()}. */
  public static final String ALPHA = HyperParameter.ALPHA.label();

  /** Key of {@link #gamma()}. */
  public static final String GAMMA = HyperParameter.GAMMA.label();

  /** Key of {@link #ascentEpochs()}. */
  public static final String ASCENT_EPOCHS = HyperParameter.ASCENT_EPOCHS.label();

  /** Key of {@link #confusionRounding()}. */
  public static final String CONFUSION_ROUNDING = HyperParameter.CONFUSION_ROUNDING.label();

  /** Key of {@link #teacher()}. */
  public static final String TEACHER = HyperParameter.TEACHER.label();

  /** Key of {@link #teacherEpochs()}. */
  public static final String TEACHER_EPOCHS = HyperParameter.TEACHER_EPOCHS.label();

  /** Key of {@link #forgetWeight()}. */
  public static final String FORGET_WEIGHT = HyperParameter.FORGET_WEIGHT.label();

  /** Key of {@link #rateSchedule()}. */
  public static final String RATE_SCHEDULE = HyperParameter.RATE_SCHEDULE.label();

  /** Key of {@link #steering()}. */
  public static final String STEERING = HyperParameter.STEERING.label();

  private static final HyperParameters PAPER =
      new HyperParameters(
          Retraining.OF_THE_PAPER.learningRate(),
          2,
          1,
          0,
          Retraining.OF_THE_PAPER.batchSize(),
          AugmentationChoice.NONE,
          5,
          1,
          1,
          2,
          ConfusionRounding.CARRIED,
          Teacher.BIASED,
          3,
          1,
          RateSchedule.CONSTANT,
          0);

  /** Refuses values outside their ranges, all problems in one message. */
  public HyperParameters {
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(confusionRounding, "confusionRounding");
    Objects.requireNonNull(teacher, "teacher");
    Objects.requireNonNull(rateSchedule, "rateSchedule");
    List<String> problems = new ArrayList<>();
    requireAboveZero(LEARNING_RATE, learningRate, problems);
    requireCount(EPOCHS, epochs, problems);
    requireAboveZero(TEMPERATURE, temperature, problems);
    if (!(confusion >= 0 && confusion <= 1)) {
      problems.add(CONFUSION + " is " + confusion + "; it must lie in [0, 1]");
    }
    requireCount(BATCH_SIZE, batchSize, problems);
    requireCount(LAYERS, layers, problems);
    requireWeight(ALPHA, alpha, problems);
    requireWeight(GAMMA, gamma, problems);
    if (epochs >= 1 && (ascentEpochs < 1 || ascentEpochs > epochs)) {
      problems.add(
          ASCENT_EPOCHS
              + " is "
              + ascentEpochs
              + "; it must lie between 1 and "
              + EPOCHS
              + ", which is "
              + epochs);
    }
    requireCount(TEACHER_EPOCHS, teacherEpochs, problems);
    requireAboveZero(FORGET_WEIGHT, forgetWeight, problems);
    requireWeight(STEERING, steering, problems);
    if (teacher.isDrawn() && steering > 0) {
      problems.add(
          STEERING + " is " + steering + "; " + TEACHER + " " + teacher.label() + " takes none");
    }
    if (!teacher.isDrawn() && confusion > 0) {
      problems.add(
          CONFUSION + " is " + confusion + "; " + TEACHER + " " + teacher.label() + " takes none");
    }
    if (!problems.isEmpty()) {
      throw new InvalidHyperParametersException(String.join("; ", problems));
    }
  }

  private static void requireAboveZero(String name, double value, List<String> problems) {
    float single = (float) value;
    if (!(single > 0) || !Float.isFinite(single)) {
      problems.add(name + " is " + value + "; it must be finite and above 0");
    }
  }

  private static void requireWeight(String name, double value, List<String> problems) {
    if (!(value >= 0) || !Float.isFinite((float) value)) {
      problems.add(name + " is " + value + "; it must be finite and at least 0");
    }
  }

  private static void requireCount(String name, int value, List<String> problems) {
    if (value < 1) {
      problems.add(name + " is " + value + "; it must be at least 1");
    }
  }

  /**
   * The paper's: learning rate 1e-3, 2 epochs, T = 1, c = 0, batches of 64, no augmentation while
   * unlearning, k = 5. Where the paper is silent, its authors' code: weights of 1, ascent in every
   * epoch.
   */
  public static HyperParameters ofThePaper() {
    return PAPER;
  }

  /** A plain training: rate, epochs and batch size, and the paper's otherwise. */
  public static HyperParameters forTraining(double learningRate, int epochs, int batchSize) {
    return new HyperParameters(
        learningRate,
        epochs,
        PAPER.temperature,
        PAPER.confusion,
        batchSize,
        PAPER.augmentation,
        PAPER.layers,
        PAPER.alpha,
        PAPER.gamma,
        epochs,
        PAPER.confusionRounding,
        PAPER.teacher,
        PAPER.teacherEpochs,
        PAPER.forgetWeight,
        PAPER.rateSchedule,
        PAPER.steering);
  }

  /** The same with another number of epochs, ascending in every one of them. */
  public HyperParameters withEpochs(int epochs) {
    return new HyperParameters(
        learningRate,
        epochs,
        temperature,
        confusion,
        batchSize,
        augmentation,
        layers,
        alpha,
        gamma,
        epochs,
        confusionRounding,
        teacher,
        teacherEpochs,
        forgetWeight,
        rateSchedule,
        steering);
  }
}
