package io.lethe.learning.dataset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Sorted lists of ordinals. */
final class Ordinals {

  private Ordinals() {}

  /**
   * Groups the ordinals below {@code size} that the filter takes, by owner, in first-seen order.
   */
  static Map<String, int[]> byOwner(int size, IntPredicate filter, IntFunction<String> owner) {
    Map<String, IntStream.Builder> groups = new LinkedHashMap<>();
    for (int ordinal = 0; ordinal < size; ordinal++) {
      if (filter.test(ordinal)) {
        groups.computeIfAbsent(owner.apply(ordinal), key -> IntStream.builder()).add(ordinal);
      }
    }
    Map<String, int[]> result = new LinkedHashMap<>();
    groups.forEach((key, ordinals) -> result.put(key, ordinals.build().toArray()));
    return result;
  }
}
