// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Requests in the order in which their grace ends, so that a tick of the clock costs what is due
 * and not what waits. In memory alone: the waiting store says the same after a restart.
 */
final class GraceQueue {
  private final Deque<Waiting> queue = new ArrayDeque<>();

  private record Waiting(String key, Instant until) {}

  /** Adds a request; equal graces make the last one the last to end. */
  void add(String key, Instant until) {
    queue.addLast(new Waiting(key, until));
  }

  /** Takes those from the front whose grace is over. */
  List<String> takeDue(Instant now) {
    List<String> due = new ArrayList<>();
    while (!queue.isEmpty() && !now.isBefore(queue.peekFirst().until())) {
      due.add(queue.removeFirst().key());
    }
    return due;
  }

  void clear() {
    queue.clear();
  }
}
