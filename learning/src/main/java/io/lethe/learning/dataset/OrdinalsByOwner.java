// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * From owner to sorted ordinals, in the order of the owners' first samples. Names and arrays are
 * made when they are asked for: as a plain map, millions of owners would not fit. Unmodifiable.
 */
final class OrdinalsByOwner extends AbstractMap<String, int[]> {

  private final Owners owners;

  /** Where each owner's ordinals begin; one more than there are owners. */
  private final int[] starts;

  private final int[] ordinals;
  private final int size;

  OrdinalsByOwner(Owners owners, IntPredicate filter) {
    this.owners = owners;
    this.starts = new int[owners.count() + 1];
    for (int ordinal = 0; ordinal < owners.samples(); ordinal++) {
      if (owners.of(ordinal) != Owners.NOBODY && filter.test(ordinal)) {
        starts[owners.of(ordinal) + 1]++;
      }
    }
    int withSamples = 0;
    for (int owner = 0; owner < owners.count(); owner++) {
      withSamples += starts[owner + 1] > 0 ? 1 : 0;
      starts[owner + 1] += starts[owner];
    }
    this.size = withSamples;
    this.ordinals = new int[starts[owners.count()]];
    int[] next = starts.clone();
    for (int ordinal = 0; ordinal < owners.samples(); ordinal++) {
      int owner = owners.of(ordinal);
      if (owner != Owners.NOBODY && filter.test(ordinal)) {
        ordinals[next[owner]++] = ordinal;
      }
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  /** Returns a fresh array, or null. */
  @Override
  public int @Nullable [] get(@Nullable Object key) {
    int owner = key instanceof String name ? owners.find(name) : Owners.NOBODY;
    return owner == Owners.NOBODY || isEmpty(owner) ? null : ordinalsOf(owner);
  }

  private boolean isEmpty(int owner) {
    return starts[owner] == starts[owner + 1];
  }

  private int[] ordinalsOf(int owner) {
    return Arrays.copyOfRange(ordinals, starts[owner], starts[owner + 1]);
  }

  @Override
  public Set<Map.Entry<String, int[]>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Map.Entry<String, int[]>> iterator() {
        return new Entries();
      }
    };
  }

  /** Without the owners' names, which may be subject ids. */
  @Override
  public String toString() {
    return "ordinals of " + size + " owners";
  }

  private final class Entries implements Iterator<Map.Entry<String, int[]>> {

    private int next = skipEmpty(0);

    private int skipEmpty(int from) {
      int owner = from;
      while (owner < owners.count() && OrdinalsByOwner.this.isEmpty(owner)) {
        owner++;
      }
      return owner;
    }

    @Override
    public boolean hasNext() {
      return next < owners.count();
    }

    @Override
    public Map.Entry<String, int[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("there are " + size + " owners");
      }
      Map.Entry<String, int[]> entry = Map.entry(owners.name(next), ordinalsOf(next));
      next = skipEmpty(next + 1);
      return entry;
    }
  }
}
