// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.learning.source.DatasetBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who asks in one wave, and which train samples are theirs. Subject ids go no further than the
 * deletion requests.
 *
 * @param number from 1
 * @param subjectIds in clear
 * @param ordinals sorted ordinals of their train samples
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
record WavePlan(int number, List<String> subjectIds, int[] ordinals) {
  WavePlan {
    subjectIds = List.copyOf(subjectIds);
    ordinals = ordinals.clone();
  }

  /** Splits subjects into waves of nearly equal size, in the list's order. */
  static List<WavePlan> split(List<String> subjectIds, int waves, DatasetBundle bundle) {
    if (subjectIds.size() < waves) {
      throw new IllegalArgumentException(
          "--waves is "
              + waves
              + " and there are "
              + subjectIds.size()
              + " subjects; every wave needs one at least");
    }
    List<WavePlan> plans = new ArrayList<>();
    for (int wave = 0; wave < waves; wave++) {
      int from = (int) ((long) subjectIds.size() * wave / waves);
      int to = (int) ((long) subjectIds.size() * (wave + 1) / waves);
      List<String> members = subjectIds.subList(from, to);
      plans.add(new WavePlan(wave + 1, members, bundle.ordinalsOf(members)));
    }
    return plans;
  }

  int samples() {
    return ordinals.length;
  }

  @Override
  public int[] ordinals() {
    return ordinals.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WavePlan that
        && number == that.number
        && subjectIds.equals(that.subjectIds)
        && Arrays.equals(ordinals, that.ordinals);
  }

  @Override
  public int hashCode() {
    return 31 * number + Arrays.hashCode(ordinals);
  }

  /** Without subject ids: this may be logged. */
  @Override
  public String toString() {
    return "WavePlan["
        + number
        + ", "
        + subjectIds.size()
        + " subjects, "
        + samples()
        + " samples]";
  }
}
