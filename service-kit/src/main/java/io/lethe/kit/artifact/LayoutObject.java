// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.kit.layout.LayoutFile;
import io.lethe.kit.layout.LayoutMark;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The layout number of a place in a bucket: the object that a copied folder's file becomes. */
final class LayoutObject implements LayoutMark {
  private final S3Bucket bucket;

  LayoutObject(S3Bucket bucket) {
    this.bucket = bucket;
  }

  @Override
  public Optional<String> read() {
    return bucket.read(LayoutFile.NAME).map(LayoutFile::number);
  }

  /** Asked only where there is no number, so that any object is another one. */
  @Override
  public boolean isUsed() {
    return bucket.holdsAnything();
  }

  @Override
  public void writeIfAbsent(String number) {
    bucket.writeIfAbsent(LayoutFile.NAME, (number + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
