// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import io.lethe.domain.Labelled;
import io.lethe.domain.job.JobIds;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rung of the ladder: an algorithm and its hyper-parameters.
 *
 * @param algorithm the name of an {@link Algorithm}
 * @param hyperParameters decimal text or a name, by name, each one that the algorithm takes; kept
 *     in canonical spelling, sorted
 */
public record Strategy(String algorithm, Map<String, String> hyperParameters) {

  public Strategy {
    String name = algorithm;
    Algorithm known =
        Labelled.find(Algorithm.class, name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "algorithm must be one of "
                            + Labelled.labels(Algorithm.class)
                            + ", not '"
                            + name
                            + "'"));
    Map<String, String> canonical = new TreeMap<>();
    hyperParameters.forEach((key, value) -> canonical.put(key, canonical(known, key, value)));
    hyperParameters = Collections.unmodifiableMap(canonical);
    requireFitting(name, hyperParameters);
  }

  /** Who teaches the rows to forget; the paper's where the strategy does not say. */
  public Teacher teacher() {
    return teacher(hyperParameters);
  }

  private static Teacher teacher(Map<String, String> hyperParameters) {
    return Labelled.find(
            Teacher.class, hyperParameters.getOrDefault(HyperParameter.TEACHER.label(), ""))
        .orElse(Teacher.BIASED);
  }

  /** A rung that no job could run is no rung. */
  private static void requireFitting(String algorithm, Map<String, String> hyperParameters) {
    Teacher teacher = teacher(hyperParameters);
    HyperParameter other = teacher.isDrawn() ? HyperParameter.STEERING : HyperParameter.CONFUSION;
    String value = hyperParameters.getOrDefault(other.label(), "0");
    if (!value.equals("0")) {
      throw new IllegalArgumentException(
          other.label()
              + " is "
              + value
              + "; teacher "
              + teacher.label()
              + " takes none, leave it out or name another teacher");
    }
    if (algorithm.equals(Algorithm.RUM.label()) && teacher == Teacher.CALIBRATED) {
      throw new IllegalArgumentException(
          "teacher calibrated takes its rows to be like any others, and rum forgets those that the"
              + " parent knows best; name another teacher");
    }
  }

  private static String canonical(Algorithm algorithm, String name, String value) {
    HyperParameter parameter =
        algorithm.hyperParameters().stream()
            .filter(each -> each.label().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "hyper-parameter must be one of "
                            + algorithm.hyperParameterLabels()
                            + " for "
                            + algorithm.label()
                            + ", not '"
                            + name
                            + "'"));
    String text;
    try {
      text = JobIds.spelling(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a decimal number: " + e.getMessage(), e);
    }
    parameter.require(text);
    return text;
  }
}
