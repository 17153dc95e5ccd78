// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.IdenticalPictures;
import io.lethe.learning.source.RegisteredBundle;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Train samples of others with a subject's pictures. A picture that lies in a dataset n times under
 * n subjects makes n times n - 1 of them, and each is in a record and in what a forget set
 * remembers: so there are at most {@value #MOST_OF_A_SUBJECT} for a subject, which are some 50 kB
 * of a record, and {@value #MOST} in all.
 *
 * <p>Why: docs/decisions/0027-identical-pictures-go-with-the-forgotten.md.
 */
final class Twins {
  static final int MOST_OF_A_SUBJECT = 10_000;
  static final int MOST = 10_000_000;

  private static final String WAY_OUT =
      "; a picture that so many share is nobody's alone: leave its copies out of the dataset, then"
          + " register it";

  private final IdenticalPictures identical;

  Twins(IdenticalPictures identical) {
    this.identical = identical;
  }

  /** Those of a dataset; nothing is counted yet. */
  static Twins of(RegisteredBundle dataset) {
    return new Twins(dataset.identicalPictures());
  }

  /**
   * What these subjects own, with their twins.
   *
   * @param subjectKeys of subjects who own train samples of the dataset
   */
  static ForgetSet forgetSet(RegisteredBundle dataset, List<String> subjectKeys) {
    Map<String, int[]> owned = dataset.ordinalsBySubjectKey();
    int[] samples = subjectKeys.stream().map(owned::get).flatMapToInt(Arrays::stream).toArray();
    return ForgetSet.of(subjectKeys, samples)
        .withTwins(dataset.identicalPictures().trainTwins(samples));
  }

  /** The twins of one subject, sorted. */
  int[] of(int[] samples) {
    return identical.trainTwins(samples);
  }

  /**
   * Counts all.
   *
   * @return over all subjects; a sample that is a twin of two counts twice
   * @throws DatasetException if a subject has too many, or all have together; the message names an
   *     ordinal and no subject
   */
  long count(Iterable<int[]> samplesOfSubjects) {
    long all = 0;
    for (int[] samples : samplesOfSubjects) {
      int found = of(samples).length;
      if (found > MOST_OF_A_SUBJECT) {
        throw new DatasetException(
            "the pictures of the subject who owns ordinal %d lie under others in the train split"
                    .formatted(samples[0])
                + " %d times; a subject may have %d such copies at most"
                    .formatted(found, MOST_OF_A_SUBJECT)
                + WAY_OUT);
      }
      all += found;
      if (all > MOST) {
        throw new DatasetException(
            "pictures lie under several subjects in the train split too often: up to the subject"
                + " who owns ordinal %d, %d copies under others were counted, and %d may be"
                    .formatted(samples[0], all, MOST)
                + WAY_OUT);
      }
    }
    return all;
  }
}
