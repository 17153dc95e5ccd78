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
