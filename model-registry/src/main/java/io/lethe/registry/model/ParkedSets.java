// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.List;
import java.util.Optional;

/** The forget sets of one model that wait for a person, as deletion-ingest published them. */
public interface ParkedSets {

  /**
   * The sequence of the last of the model's events that deletion-ingest had followed when it parked
   * the set; empty where the set is not parked. A set leaves its parking by events alone, so no
   * later decision means that it is parked now.
   */
  Optional<Long> parkedAfter(String forgetSetDigest);

  /** Digests of parked sets, at most so many. */
  List<String> some(int most);
}
