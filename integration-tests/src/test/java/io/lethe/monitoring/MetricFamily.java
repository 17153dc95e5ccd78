// SPDX-License-Identifier: Apache-2.0
package io.lethe.monitoring;

import java.util.Set;
import java.util.TreeSet;

/**
 * A metric without its values.
 *
 * @param type counter, gauge, histogram or summary
 * @param labels names of its labels, but {@code service}, which all have, and those of buckets
 */
public record MetricFamily(String type, Set<String> labels) {
  /** Sorts the labels. */
  public MetricFamily {
    labels = new TreeSet<>(labels);
  }
}
