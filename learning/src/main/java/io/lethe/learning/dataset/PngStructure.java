// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** The frame of a PNG file, which the JDK's reader does not check: it accepts truncated files. */
final class PngStructure {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] END = "IEND".getBytes(StandardCharsets.US_ASCII);
  private static final int TYPE_BYTES = 4;

  /** Length, type and checksum. */
  private static final int CHUNK_OVERHEAD_BYTES = 12;

  private static final int COLOUR_TYPE_OFFSET = 25;

  private PngStructure() {}

  static boolean isPng(byte[] encoded) {
    return encoded.length >= SIGNATURE.length
        && Arrays.equals(encoded, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Checks every chunk up to the end chunk.
   *
   * @throws IOException if a chunk is cut off or its checksum is wrong
   */
  static void check(byte[] encoded) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    int start = SIGNATURE.length;
    boolean ended = false;
    while (!ended) {
      if (encoded.length - start < CHUNK_OVERHEAD_BYTES) {
        throw new IOException("is a truncated PNG: replace the file");
      }
      int length = bytes.getInt(start);
      if (length < 0 || length > encoded.length - start - CHUNK_OVERHEAD_BYTES) {
        throw new IOException("is a truncated PNG: replace the file");
      }
      CRC32 crc = new CRC32();
      int type = start + Integer.BYTES;
      crc.update(encoded, type, TYPE_BYTES + length);
      if ((int) crc.getValue() != bytes.getInt(type + TYPE_BYTES + length)) {
        throw new IOException("is a damaged PNG, a checksum in it is wrong: replace the file");
      }
      ended = Arrays.equals(encoded, type, type + TYPE_BYTES, END, 0, END.length);
      start += CHUNK_OVERHEAD_BYTES + length;
    }
    if (encoded.length <= COLOUR_TYPE_OFFSET) {
      throw new IOException("is a PNG without an image: replace the file");
    }
  }

  /** Tells whether a checked PNG is grey, with or without alpha. */
  static boolean isGrey(byte[] encoded) {
    return (encoded[COLOUR_TYPE_OFFSET] & 0b011) == 0;
  }
}
