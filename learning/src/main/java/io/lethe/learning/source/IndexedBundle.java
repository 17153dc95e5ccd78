// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.BundleSource;
import io.lethe.learning.dataset.IdenticalPictures;
import io.lethe.learning.dataset.IndexEntry;
import io.lethe.learning.dataset.Split;
import java.util.List;

/** A source that says of its samples what its index says. */
abstract class IndexedBundle implements BundleSource {
  final BundleIndex index;
  private final String digest;

  IndexedBundle(BundleIndex index, String digest) {
    this.index = index;
    this.digest = digest;
  }

  @Override
  public final String digest() {
    return digest;
  }

  @Override
  public final int size() {
    return index.size();
  }

  @Override
  public final Split split(int ordinal) {
    return index.split(ordinal);
  }

  @Override
  public final int label(int ordinal) {
    return index.label(ordinal);
  }

  @Override
  public int owner(int ordinal) {
    return index.owner(ordinal);
  }

  @Override
  public final List<String> classNames() {
    return index.classNames();
  }

  /** Finds samples with the same picture; see {@link BundleIndex#identicalPictures}. */
  public final IdenticalPictures identicalPictures() {
    return index.identicalPictures();
  }

  @Override
  public final List<IndexEntry> index() {
    return index.entries();
  }
}
