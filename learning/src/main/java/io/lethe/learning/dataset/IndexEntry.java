// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import io.lethe.domain.crypto.Digests;

/**
 * One sample of a bundle, without its subject id and path.
 *
 * @param ordinal position in the bundle, from 0
 * @param split the part of the dataset it belongs to
 * @param label class number, from 0
 * @param className name of that class
 * @param imageSha256 SHA-256 of the encoded image, lower-case hex
 * @param subjectKey key of the person who owns it, or the empty string when there is none
 */
public record IndexEntry(
    int ordinal, Split split, int label, String className, String imageSha256, String subjectKey) {

  public IndexEntry {
    if (ordinal < 0 || label < 0) {
      throw new IllegalArgumentException(
          "ordinal %d and label %d must not be negative".formatted(ordinal, label));
    }
    if (!Digests.isSha256Hex(imageSha256)) {
      throw new IllegalArgumentException(
          "image SHA-256 '%s' must be 64 lower-case hex digits".formatted(imageSha256));
    }
  }
}
