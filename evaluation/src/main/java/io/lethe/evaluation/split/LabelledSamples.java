// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A dataset without its images. Arrays are owned by this object, not copied.
 *
 * @param labels class by ordinal
 * @param train ordinals of the train split, sorted
 * @param test ordinals of the test split, sorted
 * @param classes how many classes
 * @param people whose samples they are
 * @param unseen test samples whose pictures lie in no train sample, sorted: only they can stand for
 *     what a model has never seen
 */
@SuppressWarnings("ArrayRecordComponent") // large and handed on, never copied
public record LabelledSamples(
    int[] labels, int[] train, int[] test, int classes, People people, int[] unseen) {

  /** Samples of nobody, no test sample of them in train. */
  public LabelledSamples(int[] labels, int[] train, int[] test, int classes) {
    this(labels, train, test, classes, People.none());
  }

  /** Samples of which no test sample lies in train. */
  public LabelledSamples(int[] labels, int[] train, int[] test, int classes, People people) {
    this(labels, train, test, classes, people, test);
  }

  /** Refuses empty splits, a sample in both and labels out of range. */
  public LabelledSamples {
    if (train.length == 0 || test.length == 0) {
      throw new IllegalArgumentException(
          "the dataset has "
              + train.length
              + " train and "
              + test.length
              + " test samples: verifying needs both");
    }
    if (unseen.length == 0) {
      throw new IllegalArgumentException(
          "all "
              + test.length
              + " test samples have the pictures of train samples: nothing is left that no model"
              + " has seen, and forgetting cannot be verified; register a dataset with a test split"
              + " of its own");
    }
    BitSet seen = new BitSet();
    IntStream.of(train).forEach(seen::set);
    for (int ordinal : test) {
      if (seen.get(ordinal)) {
        throw new IllegalArgumentException("sample " + ordinal + " is in train and in test");
      }
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "sample " + i + " has label " + labels[i] + "; it must lie in 0.." + (classes - 1));
      }
    }
  }

  /** The labels and splits of a dataset. */
  public static LabelledSamples of(Dataset dataset) {
    Objects.requireNonNull(dataset, "dataset");
    return new LabelledSamples(
        IntStream.range(0, dataset.size()).map(dataset::label).toArray(),
        dataset.ordinals(Split.TRAIN),
        dataset.ordinals(Split.TEST),
        dataset.classes());
  }

  /** The same samples of these people. */
  public LabelledSamples ofPeople(People owners) {
    return new LabelledSamples(labels, train, test, classes, owners, unseen);
  }

  /**
   * The same samples where some test samples have been seen.
   *
   * @param inTrain test samples whose pictures lie in train samples too
   * @throws IllegalArgumentException if no test sample is left that was never seen
   */
  public LabelledSamples withTestRowsInTrain(int[] inTrain) {
    BitSet seen = new BitSet();
    IntStream.of(inTrain).forEach(seen::set);
    return new LabelledSamples(
        labels,
        train,
        test,
        classes,
        people,
        IntStream.of(test).filter(ordinal -> !seen.get(ordinal)).toArray());
  }

  /** The labels of the given samples. */
  public int[] labelsOf(int[] ordinals) {
    return IntStream.of(ordinals).map(ordinal -> labels[ordinal]).toArray();
  }

  /**
   * The train samples that are not in {@code excluded}: what may have been trained on.
   *
   * @throws IllegalArgumentException if an excluded sample is not a train sample
   */
  public int[] trainWithout(int[] excluded) {
    requireTrain(excluded);
    BitSet out = new BitSet();
    IntStream.of(excluded).forEach(out::set);
    return IntStream.of(train).filter(ordinal -> !out.get(ordinal)).toArray();
  }

  /** Refuses ordinals outside the train split: nobody's deletion can concern them. */
  public void requireTrain(int[] ordinals) {
    for (int ordinal : ordinals) {
      if (Arrays.binarySearch(train, ordinal) < 0) {
        throw new IllegalArgumentException(
            "sample "
                + ordinal
                + " is not in the dataset's train split, yet a forget set names it");
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledSamples that
        && classes == that.classes
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(train, that.train)
        && Arrays.equals(test, that.test)
        && people.equals(that.people)
        && Arrays.equals(unseen, that.unseen);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        Arrays.hashCode(labels),
        Arrays.hashCode(train),
        Arrays.hashCode(test),
        classes,
        people,
        Arrays.hashCode(unseen));
  }

  @Override
  public String toString() {
    return "LabelledSamples[train="
        + train.length
        + ", test="
        + test.length
        + ", classes="
        + classes
        + "]";
  }
}
