// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.io.IOException;

/** The encoded images of a raw dataset by ordinal. Safe for use by several threads. */
interface RawImages extends AutoCloseable {

  byte[] read(int ordinal) throws IOException;

  /** Returns words that tell a person which image is meant; never a subject id. */
  String describe(int ordinal);

  @Override
  void close() throws IOException;
}
