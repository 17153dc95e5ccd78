package io.lethe.worker.algorithm;

import io.lethe.learning.training.Augmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an unlearning run can be tuned with. An instance that exists is valid.
 *
 * @param learningRate Adam's step size, finite and above 0 (also as a 32-bit float)
 * @param epochs passes over the rows, at least 1
 * @param temperature T by which both sides of the distillation are divided before softmax, finite
 *     and above 0
 * @param confusion c of section 4 of the paper: 0 targets the true label, 1 is label-free, in [0,
 *     1]
 * @param batchSize rows a step, at least 1
 * @param augmentation changes to training images; only {@code retrain} may use any
 */
public record HyperParameters(
    double learningRate,
    int epochs,
    double temperature,
    double confusion,
    int batchSize,
    AugmentationChoice augmentation) {

  /** Key of {@link #learningRate()}. */
  public static final String LEARNING_RATE = "learning_rate";

  /** Key of {@link #epochs()}. */
  public static final String EPOCHS = "epochs";

  /** Key of {@link #temperature()}. */
  public static final String TEMPERATURE = "temperature";

  /** Key of {@link #confusion()}. */
  public static final String CONFUSION = "confusion";

  /** Key of {@link #batchSize()}. */
  public static final String BATCH_SIZE = "batch_size";

  /** Key of {@link #augmentation()}. */
  public static final String AUGMENTATION = "augmentation";

  private static final HyperParameters PAPER =
      new HyperParameters(1e-3, 2, 1, 0, 64, AugmentationChoice.NONE);

  /**
   * Whether training images are cropped and flipped at random. In a job, where every
   * hyper-parameter is decimal text, 0 stands for none and 1 for standard.
   */
  public enum AugmentationChoice {
    NONE("0"),
    STANDARD("1");

    private final String decimal;

    AugmentationChoice(String decimal) {
      this.decimal = decimal;
    }

    Augmentation toAugmentation() {
      return this == NONE ? Augmentation.none() : Augmentation.standard();
    }
  }

  /** Refuses values outside their ranges, all problems in one message. */
  public HyperParameters {
    Objects.requireNonNull(augmentation, AUGMENTATION);
    List<String> problems = new ArrayList<>();
    float step = (float) learningRate;
    if (!(step > 0) || !Float.isFinite(step)) {
      problems.add(LEARNING_RATE + " is " + learningRate + "; it must be finite and above 0");
    }
    if (epochs < 1) {
      problems.add(EPOCHS + " is " + epochs + "; it must be at least 1");
    }
    float t = (float) temperature;
    if (!(t > 0) || !Float.isFinite(t)) {
      problems.add(TEMPERATURE + " is " + temperature + "; it must be finite and above 0");
    }
    if (!(confusion >= 0 && confusion <= 1)) {
      problems.add(CONFUSION + " is " + confusion + "; it must lie in [0, 1]");
    }
    if (batchSize < 1) {
      problems.add(BATCH_SIZE + " is " + batchSize + "; it must be at least 1");
    }
    if (!problems.isEmpty()) {
      throw new InvalidHyperParametersException(String.join("; ", problems));
    }
  }

  /**
   * The paper's: learning rate 1e-3, 2 epochs, T = 1, c = 0, batches of 64, no augmentation while
   * unlearning.
   */
  public static HyperParameters ofThePaper() {
    return PAPER;
  }

  /** The same with another number of epochs. */
  public HyperParameters withEpochs(int epochs) {
    return new HyperParameters(
        learningRate, epochs, temperature, confusion, batchSize, augmentation);
  }

  static HyperParameters parse(
      String algorithm, Set<String> known, HyperParameters defaults, Map<String, String> text) {
    List<String> problems = new ArrayList<>();
    Map<String, String> sorted = new TreeMap<>(text);
    for (String key : sorted.keySet()) {
      if (!known.contains(key)) {
        problems.add(
            "unknown hyper-parameter '"
                + key
                + "'; it takes "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
    Reader reader = new Reader(sorted, problems);
    double learningRate = reader.decimal(LEARNING_RATE, defaults.learningRate);
    int epochs = reader.whole(EPOCHS, defaults.epochs);
    double temperature = reader.decimal(TEMPERATURE, defaults.temperature);
    double confusion = reader.decimal(CONFUSION, defaults.confusion);
    int batchSize = reader.whole(BATCH_SIZE, defaults.batchSize);
    AugmentationChoice augmentation = reader.augmentation(defaults.augmentation);
    HyperParameters read = null;
    try {
      read =
          new HyperParameters(
              learningRate, epochs, temperature, confusion, batchSize, augmentation);
    } catch (InvalidHyperParametersException e) {
      problems.add(e.getMessage());
    }
    if (!problems.isEmpty()) {
      throw new InvalidHyperParametersException(algorithm + ": " + String.join("; ", problems));
    }
    return Objects.requireNonNull(read);
  }

  /**
   * Reads single values; what cannot be read becomes a problem and the default stands in until all
   * are known.
   */
  private record Reader(Map<String, String> text, List<String> problems) {

    double decimal(String key, double otherwise) {
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

    int whole(String key, int otherwise) {
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

    AugmentationChoice augmentation(AugmentationChoice otherwise) {
      String value = text.get(AUGMENTATION);
      if (value == null) {
        return otherwise;
      }
      for (AugmentationChoice choice : AugmentationChoice.values()) {
        boolean byNumber = choice.decimal.equals(value.strip());
        if (byNumber || choice.name().toLowerCase(Locale.ROOT).equals(value.strip())) {
          return choice;
        }
      }
      problems.add(AUGMENTATION + " is '" + value + "'; it must be none (0) or standard (1)");
      return otherwise;
    }
  }
}
