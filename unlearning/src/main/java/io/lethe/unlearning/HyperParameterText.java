// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.domain.Labelled;
import io.lethe.domain.policy.ConfusionRounding;
import io.lethe.domain.policy.RateSchedule;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.training.AugmentationChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the hyper-parameters of a job. What cannot be read becomes a problem, and the default
 * stands in until all problems are known.
 */
final class HyperParameterText {
  private final Map<String, String> text;
  private final List<String> problems = new ArrayList<>();

  private HyperParameterText(Map<String, String> text) {
    this.text = new TreeMap<>(text);
  }

  static HyperParameters parse(
      String algorithm, Set<String> known, HyperParameters defaults, Map<String, String> text) {
    HyperParameterText reader = new HyperParameterText(text);
    reader.requireKnown(known);
    HyperParameters read = defaults;
    try {
      read = reader.read(defaults);
    } catch (InvalidHyperParametersException e) {
      reader.problems.add(e.getMessage());
    }
    if (!reader.problems.isEmpty()) {
      throw new InvalidHyperParametersException(
          algorithm + ": " + String.join("; ", reader.problems));
    }
    return read;
  }

  private void requireKnown(Set<String> known) {
    for (String key : text.keySet()) {
      if (!known.contains(key)) {
        problems.add(
            "unknown hyper-parameter '"
                + key
                + "'; it takes "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private HyperParameters read(HyperParameters defaults) {
    int epochs = whole(HyperParameters.EPOCHS, defaults.epochs());
    return new HyperParameters(
        decimal(HyperParameters.LEARNING_RATE, defaults.learningRate()),
        epochs,
        decimal(HyperParameters.TEMPERATURE, defaults.temperature()),
        decimal(HyperParameters.CONFUSION, defaults.confusion()),
        whole(HyperParameters.BATCH_SIZE, defaults.batchSize()),
        augmentation(defaults.augmentation()),
        whole(HyperParameters.LAYERS, defaults.layers()),
        decimal(HyperParameters.ALPHA, defaults.alpha()),
        decimal(HyperParameters.GAMMA, defaults.gamma()),
        whole(HyperParameters.ASCENT_EPOCHS, epochs),
        name(
            HyperParameters.CONFUSION_ROUNDING,
            ConfusionRounding.class,
            defaults.confusionRounding()),
        name(HyperParameters.TEACHER, Teacher.class, defaults.teacher()),
        whole(HyperParameters.TEACHER_EPOCHS, defaults.teacherEpochs()),
        decimal(HyperParameters.FORGET_WEIGHT, defaults.forgetWeight()),
        name(HyperParameters.RATE_SCHEDULE, RateSchedule.class, defaults.rateSchedule()),
        decimal(HyperParameters.STEERING, defaults.steering()));
  }

  private <E extends Enum<E> & Labelled> E name(String key, Class<E> type, E otherwise) {
    String value = text.get(key);
    if (value == null) {
      return otherwise;
    }
    Optional<E> found = Labelled.find(type, value.strip());
    if (found.isEmpty()) {
      problems.add(
          key
              + " is '"
              + value
              + "'; it must be one of "
              + String.join(", ", Labelled.labels(type)));
    }
    return found.orElse(otherwise);
  }

  private double decimal(String key, double otherwise) {
    String value = text.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Double.parseDouble(value.strip());
    } catch (NumberFormatException e) {
      problems.add(key + " is '" + value + "'; it must be a decimal number");
      return otherwise;
    }
  }

  private int whole(String key, int otherwise) {
    String value = text.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      problems.add(key + " is '" + value + "'; it must be a whole number");
      return otherwise;
    }
  }

  private AugmentationChoice augmentation(AugmentationChoice otherwise) {
    String value = text.get(HyperParameters.AUGMENTATION);
    if (value == null) {
      return otherwise;
    }
    Optional<AugmentationChoice> found = AugmentationChoice.of(value);
    if (found.isEmpty()) {
      problems.add(
          HyperParameters.AUGMENTATION
              + " is '"
              + value
              + "'; it must be none (0) or standard (1)");
    }
    return found.orElse(otherwise);
  }
}
