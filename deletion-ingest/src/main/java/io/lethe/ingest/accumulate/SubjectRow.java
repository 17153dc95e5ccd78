// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.util.List;

/**
 * Which of a model's sets a subject belongs to. A subject whose set is promoted is forgotten.
 *
 * @param set number of the set
 * @param ordinals the subject's train samples, ascending
 */
public record SubjectRow(long set, List<Integer> ordinals) {
  /** Checks the number, copies the list. */
  public SubjectRow {
    ordinals = List.copyOf(ordinals);
    if (set < 1) {
      throw new IllegalArgumentException("sets count from 1, found: " + set);
    }
  }
}
