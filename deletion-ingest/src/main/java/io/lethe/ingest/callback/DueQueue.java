// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * When each request is to be looked at again, so that a tick of the clock costs what is due. In
 * memory alone: the store says the same after a restart.
 */
final class DueQueue {
  private final Map<String, Instant> byKey = new HashMap<>();
  private final TreeSet<Due> inOrder =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::key));

  private record Due(Instant at, String key) {}

  /** Instead of what was said of this key before. */
  void put(String key, Instant at) {
    remove(key);
    byKey.put(key, at);
    inOrder.add(new Due(at, key));
  }

  private void remove(String key) {
    Instant before = byKey.remove(key);
    if (before != null) {
      inOrder.remove(new Due(before, key));
    }
  }

  List<String> takeDue(Instant now) {
    List<String> due = new ArrayList<>();
    while (!inOrder.isEmpty() && !now.isBefore(inOrder.first().at())) {
      String key = inOrder.first().key();
      remove(key);
      due.add(key);
    }
    return due;
  }
}
