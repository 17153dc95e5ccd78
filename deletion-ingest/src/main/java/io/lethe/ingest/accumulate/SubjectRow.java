// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.util.List;

/**
 * Which of a model's sets a subject belongs to. A subject whose set is promoted is forgotten.
 *
 * @param set number of the set
 * @param ordinals the subject's train samples, ascending
 * @param twins train samples of others with the same pictures, ascending
 * @param requests how many requests of the set are the subject's
 */
public record SubjectRow(long set, List<Integer> ordinals, List<Integer> twins, int requests) {
  /** Checks the number, copies the lists. */
  public SubjectRow {
    ordinals = List.copyOf(ordinals);
    twins = List.copyOf(twins);
    if (set < 1 || requests < 0) {
      throw new IllegalArgumentException(
          "sets count from 1 and requests from 0, found: " + set + ", " + requests);
    }
  }

  /** The same subject in another set. */
  SubjectRow in(long otherSet) {
    return new SubjectRow(otherSet, ordinals, twins, requests);
  }

  /** One request more, or with -1 one less. */
  SubjectRow plusRequests(int more) {
    return new SubjectRow(set, ordinals, twins, requests + more);
  }
}
