// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

/** Distinct byte strings, numbered from 0 in the order they came. */
public final class ByteTable {

  private final PackedBytes values = new PackedBytes();

  /** Open addressing: the number of a value plus one, or 0 where there is none. */
  private int[] slots = new int[64];

  int size() {
    return values.size();
  }

  /** Returns the number of a value, which is added if it is new. */
  public int intern(byte[] value) {
    int slot = slotOf(value);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    int number = values.add(value);
    slots[slot] = number + 1;
    if (values.size() > slots.length / 3 * 2) {
      grow();
    }
    return number;
  }

  /** Adds a value; false if it was there already. */
  public boolean add(byte[] value) {
    int before = size();
    return intern(value) == before;
  }

  /** Returns the number of a value, or -1 if it is not there. */
  public int find(byte[] value) {
    return slots[slotOf(value)] - 1;
  }

  public byte[] get(int number) {
    return values.get(number);
  }

  /** Returns the values by number, without what finds them. */
  public PackedBytes values() {
    return values;
  }

  /** Returns the slot that holds the value, or the free one where it belongs. */
  private int slotOf(byte[] value) {
    int slot = PackedBytes.hash(value) & (slots.length - 1);
    while (slots[slot] != 0 && !values.matches(slots[slot] - 1, value)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (int number = 0; number < values.size(); number++) {
      int slot = values.hash(number) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }
}
