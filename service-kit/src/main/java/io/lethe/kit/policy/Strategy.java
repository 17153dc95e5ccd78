package io.lethe.kit.policy;

import io.lethe.kit.job.JobIds;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One rung of the ladder: an algorithm and its hyper-parameters.
 *
 * @param algorithm one of {@link #ALGORITHMS}
 * @param hyperParameters decimal text by name, one of {@link #HYPER_PARAMETERS}; kept in canonical
 *     spelling, sorted
 */
public record Strategy(String algorithm, Map<String, String> hyperParameters) {

  /** The algorithms that a policy may name. */
  public static final Set<String> ALGORITHMS =
      Set.of("sftc", "finetune", "neggrad+", "cf-k", "eu-k", "bad-teaching", "scrub", "retrain");

  /** The hyper-parameters that a policy may set; an algorithm refuses those it has no use for. */
  public static final Set<String> HYPER_PARAMETERS =
      Set.of(
          "learning_rate",
          "epochs",
          "temperature",
          "confusion",
          "batch_size",
          "layers",
          "alpha",
          "beta",
          "gamma",
          "ascent_epochs");

  private static final Set<String> COUNTS =
      Set.of("epochs", "batch_size", "layers", "ascent_epochs");
  private static final Set<String> ABOVE_ZERO = Set.of("learning_rate", "temperature");

  public Strategy {
    if (!ALGORITHMS.contains(algorithm)) {
      throw new IllegalArgumentException(
          "algorithm must be one of " + sorted(ALGORITHMS) + ", not '" + algorithm + "'");
    }
    Map<String, String> canonical = new TreeMap<>();
    hyperParameters.forEach((name, value) -> canonical.put(name, canonical(name, value)));
    hyperParameters = Collections.unmodifiableMap(canonical);
  }

  private static String canonical(String name, String value) {
    if (!HYPER_PARAMETERS.contains(name)) {
      throw new IllegalArgumentException(
          "hyper-parameter must be one of " + sorted(HYPER_PARAMETERS) + ", not '" + name + "'");
    }
    String text;
    try {
      text = JobIds.decimal(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a decimal number: " + e.getMessage(), e);
    }
    BigDecimal number = new BigDecimal(text);
    if (COUNTS.contains(name) && (number.scale() > 0 || number.signum() <= 0)) {
      throw new IllegalArgumentException(
          name + " must be a whole number from 1, not '" + value + "'");
    }
    if (number.signum() < 0 || (ABOVE_ZERO.contains(name) && number.signum() == 0)) {
      throw new IllegalArgumentException(
          name
              + (ABOVE_ZERO.contains(name) ? " must be above 0" : " must be at least 0")
              + ", not '"
              + value
              + "'");
    }
    return text;
  }

  private static Set<String> sorted(Set<String> names) {
    return new TreeSet<>(names);
  }
}
