// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.io.IOException;

/** Images that are files. */
record FileImages(BundleFiles files, FileSamples samples) implements RawImages {

  @Override
  public byte[] read(int ordinal) throws IOException {
    return files.read(samples.path(ordinal));
  }

  @Override
  public String describe(int ordinal) {
    return samples.describe(ordinal);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
