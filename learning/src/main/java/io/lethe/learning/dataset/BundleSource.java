// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.io.IOException;
import java.util.List;

/** Where samples and encoded images come from. Safe for use by several threads. */
public interface BundleSource extends AutoCloseable {

  /** Returns the SHA-256 of the index in lower-case hex. */
  String digest();

  /** Returns the number of samples of all splits. */
  int size();

  /** Returns the split of a sample. */
  Split split(int ordinal);

  /** Returns the label of a sample, 0 to K-1. */
  int label(int ordinal);

  /**
   * Returns a number for the person whose sample it is, the same for all of theirs, or {@link
   * Owners#NOBODY}.
   */
  int owner(int ordinal);

  /** Returns the class names by label. */
  List<String> classNames();

  /** Returns the samples by ordinal: an unmodifiable random-access view that makes entries. */
  List<IndexEntry> index();

  /**
   * Returns the encoded image (JPEG or PNG) of a sample.
   *
   * @throws IOException if it cannot be read, or is not the image whose SHA-256 the index holds
   * @throws IndexOutOfBoundsException if there is no such ordinal
   */
  byte[] image(int ordinal) throws IOException;

  /** Returns words for messages that tell a person which sample is meant; never a subject id. */
  default String describe(int ordinal) {
    return "the image of ordinal " + ordinal;
  }

  @Override
  void close();
}
