// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growing list of short byte strings, packed: as objects, millions of them would not fit. */
public final class PackedBytes {

  /** Small enough to be an ordinary object to the garbage collector of a small heap. */
  private static final int BLOCK_BITS = 18;

  private static final int BLOCK_BYTES = 1 << BLOCK_BITS;
  private static final int MAX_BLOCKS = 1 << (Integer.SIZE - BLOCK_BITS);

  /** Longer values have three bytes of length before them instead of one. */
  private static final int SHORT = 0x80;

  /** No value may be longer. */
  static final int MAX_VALUE_BYTES = BLOCK_BYTES - 3;

  private final List<byte[]> blocks = new ArrayList<>();

  /** Block and place in it of every value, as one unsigned number. */
  private int[] places = new int[16];

  private int size;
  private int used = BLOCK_BYTES;

  /**
   * Appends a value and returns its position.
   *
   * @throws DatasetException if the value is too long, or there is no room for more
   */
  int add(byte[] value) {
    if (value.length > MAX_VALUE_BYTES) {
      throw new DatasetException(
          "a value has %d bytes: ids, names and paths have at most %d"
              .formatted(value.length, MAX_VALUE_BYTES));
    }
    int header = value.length < SHORT ? 1 : 3;
    if (used + header + value.length > BLOCK_BYTES) {
      newBlock();
    }
    if (size == places.length) {
      places = Arrays.copyOf(places, size + (size >> 1));
    }
    byte[] block = blocks.get(blocks.size() - 1);
    places[size] = ((blocks.size() - 1) << BLOCK_BITS) | used;
    if (header == 1) {
      block[used] = (byte) value.length;
    } else {
      block[used] = (byte) (SHORT | (value.length >>> 16));
      block[used + 1] = (byte) (value.length >>> 8);
      block[used + 2] = (byte) value.length;
    }
    System.arraycopy(value, 0, block, used + header, value.length);
    used += header + value.length;
    return size++;
  }

  private void newBlock() {
    if (blocks.size() == MAX_BLOCKS) {
      throw new DatasetException(
          "ids, names or paths take more than %d bytes together: split the dataset"
              .formatted((long) MAX_BLOCKS * BLOCK_BYTES));
    }
    blocks.add(new byte[BLOCK_BYTES]);
    used = 0;
  }

  int size() {
    return size;
  }

  public byte[] get(int position) {
    byte[] block = block(position);
    int start = start(position);
    return Arrays.copyOfRange(block, start, start + length(position));
  }

  /** Tells whether the value at this position is this one. */
  boolean matches(int position, byte[] value) {
    int start = start(position);
    return length(position) == value.length
        && Arrays.equals(block(position), start, start + value.length, value, 0, value.length);
  }

  /** Returns the {@link #hash(byte[])} of the value at this position. */
  int hash(int position) {
    int start = start(position);
    return hash(block(position), start, start + length(position));
  }

  static int hash(byte[] value) {
    return hash(value, 0, value.length);
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    // Neighbouring ids must not become neighbouring hashes: spread them over all bits.
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  private byte[] block(int position) {
    return blocks.get(places[position] >>> BLOCK_BITS);
  }

  private int start(int position) {
    int place = places[position] & (BLOCK_BYTES - 1);
    return place + (block(position)[place] >= 0 ? 1 : 3);
  }

  private int length(int position) {
    byte[] block = block(position);
    int place = places[position] & (BLOCK_BYTES - 1);
    return block[place] >= 0
        ? block[place]
        : ((block[place] & (SHORT - 1)) << 16)
            | ((block[place + 1] & 0xff) << 8)
            | (block[place + 2] & 0xff);
  }
}
