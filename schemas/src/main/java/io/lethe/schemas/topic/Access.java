// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who opens a topic.
 *
 * @param creator who makes it where it is missing
 * @param writers who puts records on it
 * @param readers who takes records from it
 */
public record Access(Party creator, Set<Party> writers, Set<Party> readers) {

  public Access {
    requireNonNull(creator, "creator");
    writers = Collections.unmodifiableSet(copy(writers));
    readers = Collections.unmodifiableSet(copy(readers));
  }

  /** A topic that one party makes, and nobody opens yet. */
  static Access createdBy(Party creator) {
    return new Access(creator, Set.of(), Set.of());
  }

  /** The same with these writers. */
  Access writtenBy(Party... parties) {
    return new Access(creator, Set.copyOf(Arrays.asList(parties)), readers);
  }

  /** The same with these readers. */
  Access readBy(Party... parties) {
    return new Access(creator, writers, Set.copyOf(Arrays.asList(parties)));
  }

  /** The same for one tenant: its application writes, and who makes the topic. */
  Access ofATenant() {
    return writtenBy(Party.UPSTREAM_APP, creator);
  }

  /** Whether a party writes or reads the topic. */
  public boolean isOpenedBy(Party party) {
    return writers.contains(party) || readers.contains(party);
  }

  private static Set<Party> copy(Set<Party> parties) {
    Set<Party> copy = EnumSet.noneOf(Party.class); // in the order of the data's way
    copy.addAll(parties);
    return copy;
  }
}
