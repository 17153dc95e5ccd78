// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which records were set aside and may be read again. A partition is read from its committed offset
 * on, whoever reads it next; where what is read goes back, or begins, everything below is committed
 * and is forgotten. So it holds what lies between the committed offset and the last one that was
 * read, of each partition, and never more than {@value #MOST} of one: of more the lowest are
 * forgotten, and one that is read again after all is tried and set aside again. For many threads.
 */
final class SetAside {
  static final int MOST = 10_000;

  private final Map<String, Partition> partitions = new HashMap<>();

  private static final class Partition {
    private final TreeSet<Long> offsets = new TreeSet<>();
    private long lastRead = Long.MAX_VALUE;
  }

  /**
   * Takes note of a record.
   *
   * @return false if it was known
   */
  synchronized boolean add(String topic, int partition, long offset) {
    Partition known = partitions.computeIfAbsent(topic + "/" + partition, name -> new Partition());
    boolean added = known.offsets.add(offset);
    if (known.offsets.size() > MOST) {
      known.offsets.pollFirst();
    }
    return added;
  }

  /** Whether a record that is read now was set aside. */
  synchronized boolean contains(String topic, int partition, long offset) {
    if (partitions.isEmpty()) {
      return false;
    }
    String name = topic + "/" + partition;
    Partition known = partitions.get(name);
    if (known == null) {
      return false;
    }
    if (offset <= known.lastRead) {
      known.offsets.headSet(offset).clear();
    }
    known.lastRead = offset;
    boolean aside = known.offsets.contains(offset);
    if (known.offsets.isEmpty()) {
      partitions.remove(name);
    }
    return aside;
  }

  /** How many it holds. */
  synchronized int size() {
    return partitions.values().stream().mapToInt(each -> each.offsets.size()).sum();
  }
}
