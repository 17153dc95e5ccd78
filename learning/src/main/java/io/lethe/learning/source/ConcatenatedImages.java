// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Encoded images one after the other in a file. Safe for use by several threads. */
final class ConcatenatedImages implements AutoCloseable {

  private final FileChannel file;
  private final long[] offsets;

  /** Takes over the file; image {@code i} lies from {@code offsets[i]} to the next. */
  ConcatenatedImages(FileChannel file, long[] offsets) {
    this.file = file;
    this.offsets = offsets;
  }

  /**
   * Reads an image.
   *
   * @throws EOFException if the file ends before the image does
   */
  byte[] read(int ordinal) throws IOException {
    ByteBuffer image = ByteBuffer.allocate((int) (offsets[ordinal + 1] - offsets[ordinal]));
    while (image.hasRemaining()) {
      if (file.read(image, offsets[ordinal] + image.position()) < 0) {
        throw new EOFException("ends early: fetch or register the dataset again");
      }
    }
    return image.array();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
