// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.forgetset.ForgetSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Checks that a forget set holds all samples of its people and nobody else's: who keeps a person's
 * last picture has not forgotten the person, and a set that may be filled up with anybody's samples
 * can be made to look forgotten.
 */
public final class SubjectsCheck {

  private SubjectsCheck() {}

  /**
   * What does not fit; empty if all does. Findings count and name no key.
   *
   * @param set as read from the store by digest
   * @param registered the train samples of each subject key, from the registered dataset
   */
  public static List<String> of(ForgetSet set, Map<String, int[]> registered) {
    List<String> findings = new ArrayList<>();
    BitSet named = new BitSet();
    IntStream.of(set.ordinals()).forEach(named::set);
    BitSet owned = new BitSet();
    int unknown = 0;
    int partly = 0;
    int missing = 0;
    for (String key : set.subjectKeys()) {
      int[] samples = registered.getOrDefault(key, new int[0]);
      int left = (int) Arrays.stream(samples).filter(each -> !named.get(each)).count();
      IntStream.of(samples).forEach(owned::set);
      unknown += samples.length == 0 ? 1 : 0;
      partly += left > 0 ? 1 : 0;
      missing += left;
    }
    named.andNot(owned);
    if (unknown > 0) {
      findings.add(unknown + " subjects of the forget set own no train sample of the dataset");
    }
    if (partly > 0) {
      findings.add(
          "the forget set leaves out %d samples of %d of its subjects: all of a person's go"
              .formatted(missing, partly));
    }
    if (!named.isEmpty()) {
      findings.add(
          "the forget set holds %d samples that none of its subjects owns"
              .formatted(named.cardinality()));
    }
    return findings;
  }
}
