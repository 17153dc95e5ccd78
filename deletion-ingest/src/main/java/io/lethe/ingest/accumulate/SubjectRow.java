// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.util.List;

/**
 * Which of a model's sets a subject belongs to. A subject whose set is promoted is forgotten.
 *
 * @param set number of the set
 * @param ordinals the subject's train samples, ascending
 * @param twins train samples of others with the same pictures, ascending
 */
public record SubjectRow(long set, List<Integer> ordinals, List<Integer> twins) {
  /** Checks the number, copies the lists. */
  public SubjectRow {
    ordinals = List.copyOf(ordinals);
    twins = List.copyOf(twins);
    if (set < 1) {
      throw new IllegalArgumentException("sets count from 1, found: " + set);
    }
  }

  /** The same subject in another set. */
  SubjectRow in(long otherSet) {
    return new SubjectRow(otherSet, ordinals, twins);
  }
}
