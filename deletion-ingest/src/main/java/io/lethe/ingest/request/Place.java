// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import org.jspecify.annotations.Nullable;

/**
 * Where a request is among a model's sets, which are named by their numbers.
 *
 * @param set the set that its subject is in; null where it is in none
 * @param beside the set that took requests in when it came, where it did not join that; else null
 */
public record Place(@Nullable Long set, @Nullable Long beside) {
  /** Of who waits, is held, or is told of no set. */
  public static final Place NONE = new Place(null, null);

  /**
   * Of who joins a set.
   *
   * @param set its number
   * @param open number of the one that takes requests in
   * @return the place
   */
  public static Place in(long set, long open) {
    return new Place(set, set == open ? null : open);
  }

  /**
   * Of who is in no set.
   *
   * @param open number of the one that takes requests in
   * @return the place
   */
  public static Place beside(long open) {
    return new Place(null, open);
  }
}
