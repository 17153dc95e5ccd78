// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactStore;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** How often versions were judged before that were to forget the same people. */
public final class EarlierVerdicts {

  private EarlierVerdicts() {}

  /**
   * Verdicts about this set and every other that shares somebody with it: rungs, retries by a
   * person, stale bases and sets in which people come back.
   *
   * @param store holds the sets; one that is gone may have held anybody and counts
   * @param verdicts by set digest, of one model
   */
  public static int about(ForgetSet forget, ArtifactStore store, Map<String, Integer> verdicts) {
    Set<String> people = Set.copyOf(forget.subjectKeys());
    return verdicts.entrySet().stream()
        .filter(each -> sharesPeople(people, forget.digest(), store, each.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static boolean sharesPeople(
      Set<String> people, String digest, ArtifactStore store, String other) {
    return other.equals(digest)
        || !store.contains(other)
        || !Collections.disjoint(people, ForgetSet.parse(store.readBlob(other)).subjectKeys());
  }
}
