// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.model;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.source.DatasetCache;
import io.lethe.learning.source.OwnedDataset;

/** Finds registered datasets. */
@FunctionalInterface
public interface Datasets {

  /**
   * A dataset with images of the given shape. It belongs to this object; do not close it.
   *
   * @param digest the dataset's digest
   * @param uri where the registered bundle lies
   * @param shape the images that the model takes
   * @throws io.lethe.learning.dataset.DatasetException if it is missing, broken or another
   */
  OwnedDataset open(String digest, String uri, ImageShape shape);

  /**
   * The datasets of a cache.
   *
   * @param progress hears of decoding
   */
  static Datasets of(DatasetCache cache, ProgressListener progress) {
    return (digest, uri, shape) -> cache.open(digest, uri, shape, progress);
  }
}
