// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often versions were judged before that were to forget the same people. Remembers 8 bytes for
 * each person of a set that was judged, so that each set is read once.
 */
public final class EarlierVerdicts {

  private static final int DIGITS = 16;

  private final ArtifactStore store;
  private final Map<String, long[]> peopleOf = new ConcurrentHashMap<>();

  /**
   * Verdicts about the sets of a store.
   *
   * @param store holds the sets; one that is gone may have held anybody and counts
   */
  public EarlierVerdicts(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Verdicts about this set and every other that shares somebody with it: rungs, retries by a
   * person, stale bases and sets in which people come back.
   *
   * @param verdicts by set digest, of one model
   */
  public int about(ForgetSet forget, Map<String, Integer> verdicts) {
    long[] people = people(forget.subjectKeys());
    return verdicts.entrySet().stream()
        .filter(
            each -> each.getKey().equals(forget.digest()) || sharesPeople(people, each.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private boolean sharesPeople(long[] people, String other) {
    long[] others = peopleOf.get(other);
    if (others == null) {
      if (!store.contains(other)) {
        return true;
      }
      others = people(ForgetSet.parse(store.readBlob(other)).subjectKeys());
      peopleOf.put(other, others);
    }
    long[] known = others;
    return Arrays.stream(people).anyMatch(each -> Arrays.binarySearch(known, each) >= 0);
  }

  /** The first bytes of each key, which is a digest, sorted. */
  private static long[] people(List<String> subjectKeys) {
    return subjectKeys.stream()
        .mapToLong(key -> Long.parseUnsignedLong(key.substring(0, DIGITS), 16))
        .sorted()
        .toArray();
  }
}
