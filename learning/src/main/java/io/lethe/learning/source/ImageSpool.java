// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Collects images in a temporary file that vanishes when it is closed. From a Parquet file an image
 * cannot be had alone, only with its whole page, so that each is taken out once.
 */
final class ImageSpool implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel file;
  private final OutputStream out;

  ImageSpool() throws IOException {
    Path path = Files.createTempFile("lethe-images-", ".bin");
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    this.out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES);
  }

  void add(byte[] image) throws IOException {
    out.write(image);
  }

  /** Returns the images, to which the file belongs from now on. */
  ConcatenatedImages finish(long[] offsets) throws IOException {
    out.flush();
    return new ConcatenatedImages(file, offsets);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
