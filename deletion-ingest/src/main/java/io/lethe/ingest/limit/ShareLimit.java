// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.limit;

import io.lethe.domain.policy.Limits;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What share of a dataset's train samples, and of those of each class, a forget set may have before
 * an operator is asked.
 *
 * <p>Why: docs/decisions/0036-what-cannot-start-stays-open.md.
 */
public final class ShareLimit {
  private ShareLimit() {}

  /**
   * Compares a set with the limits. What cannot be told is above them.
   *
   * @param limits of the policy
   * @param classSamples how many train samples the dataset has of each class; empty if unknown
   * @param labels the classes of the set's samples, as the registrar wrote them
   * @param samples how many there are
   * @return which limit the set is above, in words; empty if none
   */
  public static Optional<String> above(
      Limits limits, List<Long> classSamples, int[] labels, long samples) {
    if (limits.datasetShare() >= 1 && limits.classShare() >= 1) {
      return Optional.empty();
    }
    if (classSamples.isEmpty()) {
      return Optional.of(held("samples of a dataset whose registration names no classes"));
    }
    if (labels.length != samples
        || IntStream.of(labels).anyMatch(label -> label < 0 || label >= classSamples.size())) {
      return Optional.of(held("samples whose classes the dataset's registration does not name"));
    }
    long[] own = new long[classSamples.size()];
    IntStream.of(labels).forEach(label -> own[label]++);
    long all = classSamples.stream().mapToLong(Long::longValue).sum();
    Optional<String> ofDataset =
        above(LongStream.of(own).sum(), all, "the dataset", "datasetShare", limits.datasetShare());
    return ofDataset.or(
        () ->
            IntStream.range(0, own.length)
                .mapToObj(
                    label ->
                        above(
                            own[label],
                            classSamples.get(label),
                            "class " + label,
                            "classShare",
                            limits.classShare()))
                .flatMap(Optional::stream)
                .findFirst());
  }

  private static Optional<String> above(
      long part, long whole, String of, String limit, double share) {
    return share < 1 && part > 0 && (double) part / whole > share
        ? Optional.of(
            held(
                String.format(
                    Locale.ROOT,
                    "%,d of the %,d train samples of %s: more than limits.%s of the policy, %s",
                    part,
                    whole,
                    of,
                    limit,
                    share)))
        : Optional.empty();
  }

  private static String held(String what) {
    return "the set holds "
        + what
        + ". It waits for an operator: retry it to say yes, or refuse it";
  }
}
