// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The two disjoint sets of training rows that an unlearning run sees. Rows that the lineage forgot
 * before, or that wait in a parked set, are in neither.
 */
public final class UnlearningRows {
  private final int[] retain;
  private final int[] forget;
  private final BitSet retained;
  private final BitSet forgotten;

  private UnlearningRows(int[] retain, int[] forget) {
    this.retain = retain;
    this.forget = forget;
    this.retained = bits(retain);
    this.forgotten = bits(forget);
  }

  /**
   * Takes both sets, in any order.
   *
   * @throws IllegalArgumentException if one is empty, holds a negative or repeated ordinal, or
   *     shares a row with the other
   */
  public static UnlearningRows of(int[] retain, int[] forget) {
    UnlearningRows rows = new UnlearningRows(sorted("retain", retain), sorted("forget", forget));
    if (rows.retained.intersects(rows.forgotten)) {
      throw new IllegalArgumentException(
          "a row is both in the retain and in the forget set; retain must leave it out");
    }
    return rows;
  }

  /**
   * Retain = train - excluded.
   *
   * @param train ordinals of the train split
   * @param excluded rows that may not be taught; must hold every row of {@code forget}
   * @param forget rows to forget
   * @throws IllegalArgumentException if a set breaks a rule; the message says which
   */
  public static UnlearningRows ofTrainWithout(int[] train, int[] excluded, int[] forget) {
    BitSet trainRows = bits(sorted("train", train));
    BitSet excludedRows = new BitSet();
    for (int ordinal : excluded) {
      requireTrainRow("excluded", ordinal, trainRows);
      excludedRows.set(ordinal);
    }
    for (int ordinal : forget) {
      requireTrainRow("forget", ordinal, trainRows);
      if (!excludedRows.get(ordinal)) {
        throw new IllegalArgumentException(
            "row "
                + ordinal
                + " is to be forgotten and not excluded; the excluded set must hold the whole forget set");
      }
    }
    trainRows.andNot(excludedRows);
    if (trainRows.isEmpty()) {
      throw new IllegalArgumentException(
          "the excluded set holds all "
              + train.length
              + " rows of the train split and leaves none to retain; a model needs at least one row to"
              + " learn from: take the model out of service instead");
    }
    return of(trainRows.stream().toArray(), forget);
  }

  /** Sorted ordinals that may be taught. A copy. */
  public int[] retain() {
    return retain.clone();
  }

  /** Sorted ordinals to forget. A copy. */
  public int[] forget() {
    return forget.clone();
  }

  /** Sorted ordinals of both. */
  public int[] union() {
    BitSet both = (BitSet) retained.clone();
    both.or(forgotten);
    return both.stream().toArray();
  }

  /** Whether the row may be taught. */
  public boolean isRetain(int ordinal) {
    return retained.get(ordinal);
  }

  /** Whether the row is to be forgotten. */
  public boolean isForget(int ordinal) {
    return forgotten.get(ordinal);
  }

  private static void requireTrainRow(String set, int ordinal, BitSet trainRows) {
    if (ordinal < 0 || !trainRows.get(ordinal)) {
      throw new IllegalArgumentException(
          "the "
              + set
              + " set holds row "
              + ordinal
              + ", which is not in the train split of this dataset");
    }
  }

  private static int[] sorted(String name, int[] ordinals) {
    if (ordinals.length == 0) {
      throw new IllegalArgumentException(
          "the " + name + " set is empty; unlearning needs rows in it");
    }
    int[] sorted = ordinals.clone();
    Arrays.sort(sorted);
    if (sorted[0] < 0) {
      throw new IllegalArgumentException(
          "the " + name + " set holds row " + sorted[0] + "; rows count from 0");
    }
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            "the " + name + " set holds row " + sorted[i] + " twice");
      }
    }
    return sorted;
  }

  private static BitSet bits(int[] ordinals) {
    BitSet bits = new BitSet();
    for (int ordinal : ordinals) {
      bits.set(ordinal);
    }
    return bits;
  }

  @Override
  public String toString() {
    return "UnlearningRows[" + retain.length + " retain, " + forget.length + " forget]";
  }
}
