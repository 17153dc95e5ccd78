// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.Subjects;

/**
 * What every kind of source yields.
 *
 * @param index the samples, without subject keys
 * @param subjects who owns them
 * @param images their images
 */
record RawDataset(BundleIndex index, Subjects subjects, RawImages images) {

  /** Without subject ids. */
  @Override
  public String toString() {
    return "dataset of " + index.size() + " samples";
  }
}
