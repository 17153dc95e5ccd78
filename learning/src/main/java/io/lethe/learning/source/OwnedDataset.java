// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.IdenticalPictures;
import java.util.Map;
import java.util.Objects;

/**
 * A registered dataset and whose its samples are. The array is owned by this object, not copied.
 *
 * @param images decoded; belongs to whoever opened it
 * @param owners by ordinal, of all splits: equal numbers for the samples of one person, {@link
 *     io.lethe.learning.dataset.Owners#NOBODY} for nobody's
 * @param ordinalsBySubjectKey see {@link RegisteredBundle#ordinalsBySubjectKey}
 * @param identical which samples have the same picture
 */
@SuppressWarnings("ArrayRecordComponent") // large and handed on, never compared
public record OwnedDataset(
    Dataset images,
    int[] owners,
    Map<String, int[]> ordinalsBySubjectKey,
    IdenticalPictures identical) {

  /** Refuses missing parts. */
  public OwnedDataset {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(owners, "owners");
    Objects.requireNonNull(ordinalsBySubjectKey, "ordinalsBySubjectKey");
    Objects.requireNonNull(identical, "identical");
  }
}
