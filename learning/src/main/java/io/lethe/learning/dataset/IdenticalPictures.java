// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Which train samples of a dataset have the same picture as others, by the SHA-256 of the encoded
 * image: equal bytes, whatever labels and owners. Equal pixels in another encoding are not found.
 *
 * <p>Takes four bytes a sample where any two are alike, and nothing where none are.
 *
 * <p>Why: docs/decisions/0027-identical-pictures-go-with-the-forgotten.md.
 */
public final class IdenticalPictures {

  /** The group of a picture that no train sample shares. */
  private static final int ALONE = -1;

  /** By ordinal: the number of its group, or {@link #ALONE}; empty where all are alone. */
  private final int[] groupOf;

  /** Where each group's train samples begin; one more than there are groups. */
  private final int[] starts;

  /** Train samples, group by group, ascending in each. */
  private final int[] trainRows;

  private final int[] testRowsInTrain;

  private IdenticalPictures(int[] groupOf, int[] starts, int[] trainRows, int[] testRowsInTrain) {
    this.groupOf = groupOf;
    this.starts = starts;
    this.trainRows = trainRows;
    this.testRowsInTrain = testRowsInTrain;
  }

  /** No two samples are alike. */
  public static IdenticalPictures none() {
    return new IdenticalPictures(new int[0], new int[1], new int[0], new int[0]);
  }

  /**
   * Finds them.
   *
   * @param digests of the encoded images, by ordinal
   * @param train the ordinals of the train split
   * @param test the ordinals of the test split
   */
  static IdenticalPictures of(PackedBytes digests, BitSet train, BitSet test) {
    int[] firstOf = firstOfEach(digests);
    int[] trainRowsOf = new int[firstOf.length];
    int[] rowsOf = new int[firstOf.length];
    for (int ordinal = 0; ordinal < firstOf.length; ordinal++) {
      rowsOf[firstOf[ordinal]]++;
      trainRowsOf[firstOf[ordinal]] += train.get(ordinal) ? 1 : 0;
    }
    int groups = 0;
    for (int first = 0; first < rowsOf.length; first++) {
      boolean shared = rowsOf[first] > 1 && trainRowsOf[first] > 0;
      rowsOf[first] = shared ? groups++ : ALONE;
    }
    if (groups == 0) {
      return none();
    }
    int[] starts = new int[groups + 1];
    int[] groupOf = IntStream.of(firstOf).map(first -> rowsOf[first]).toArray();
    for (int ordinal = 0; ordinal < groupOf.length; ordinal++) {
      if (groupOf[ordinal] != ALONE && train.get(ordinal)) {
        starts[groupOf[ordinal] + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    int[] rows = new int[starts[groups]];
    train.stream()
        .filter(ordinal -> groupOf[ordinal] != ALONE)
        .forEach(ordinal -> rows[next[groupOf[ordinal]]++] = ordinal);
    return new IdenticalPictures(
        groupOf, starts, rows, test.stream().filter(row -> groupOf[row] != ALONE).toArray());
  }

  /** Returns by ordinal the first sample with the same digest, by open addressing. */
  private static int[] firstOfEach(PackedBytes digests) {
    int[] firstOf = new int[digests.size()];
    // At most two thirds full.
    int[] slots = new int[Integer.highestOneBit(Math.max(32, firstOf.length / 2 * 3)) * 2];
    for (int ordinal = 0; ordinal < firstOf.length; ordinal++) {
      byte[] digest = digests.get(ordinal);
      int slot = PackedBytes.hash(digest) & (slots.length - 1);
      while (slots[slot] != 0 && !digests.matches(slots[slot] - 1, digest)) {
        slot = (slot + 1) & (slots.length - 1);
      }
      if (slots[slot] == 0) {
        slots[slot] = ordinal + 1;
      }
      firstOf[ordinal] = slots[slot] - 1;
    }
    return firstOf;
  }

  /**
   * Returns the other train samples that have the picture of one of these: sorted, each once, none
   * of the given ones.
   *
   * @param ordinals of any split, in any order
   */
  public int[] trainTwins(int... ordinals) {
    int[] groups = groups(ordinals);
    if (groups.length == 0) {
      return groups;
    }
    int[] own = IntStream.of(ordinals).sorted().toArray();
    return IntStream.of(groups)
        .flatMap(group -> Arrays.stream(trainRows, starts[group], starts[group + 1]))
        .filter(row -> Arrays.binarySearch(own, row) < 0)
        .sorted()
        .toArray();
  }

  /** Returns the test samples that have the picture of some train sample, sorted. */
  public int[] testRowsInTrain() {
    return testRowsInTrain.clone();
  }

  private int[] groups(int[] ordinals) {
    return groupOf.length == 0
        ? new int[0]
        : IntStream.of(ordinals)
            .map(ordinal -> groupOf[ordinal])
            .filter(group -> group != ALONE)
            .distinct()
            .toArray();
  }
}
