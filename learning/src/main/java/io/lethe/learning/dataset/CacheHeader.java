// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import io.lethe.domain.crypto.Digests;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first bytes of a file of decoded images: what it holds, and checksums that tell damage.
 *
 * @param digest digest of the dataset
 * @param resolution pixels of the square that images were scaled to, 0 for as they were
 * @param images number of images
 * @param shape shape of every image
 * @param checksum CRC-32C of the pixels
 */
record CacheHeader(String digest, int resolution, int images, ImageShape shape, long checksum) {

  static final int BYTES = 128;

  private static final byte[] MAGIC = {'L', 'E', 'T', 'H', 'E', 'P', 'I', 'X'};

  /** Raised with every change of the layout or of what decoding yields. */
  private static final int VERSION = 1;

  private static final int CHECKED_BYTES = BYTES - Long.BYTES;

  long payloadBytes() {
    return (long) images * shape.bytes();
  }

  ByteBuffer toBytes() {
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    header.put(MAGIC).putInt(VERSION).putInt(images);
    header.putInt(shape.height()).putInt(shape.width()).putInt(shape.channels());
    header.putInt(resolution).put(HexFormat.of().parseHex(digest)).putLong(checksum);
    header.putLong(CHECKED_BYTES, checksumOf(header.array()));
    return header.clear();
  }

  /** Reads a header, or returns empty when these bytes are not one, or a damaged one. */
  static Optional<CacheHeader> parse(byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    if (bytes.length != BYTES
        || !header.get(magic).hasRemaining()
        || !Arrays.equals(magic, MAGIC)
        || header.getInt() != VERSION
        || header.getLong(CHECKED_BYTES) != checksumOf(bytes)) {
      return Optional.empty();
    }
    int images = header.getInt();
    ImageShape shape = new ImageShape(header.getInt(), header.getInt(), header.getInt());
    int resolution = header.getInt();
    byte[] digest = new byte[Digests.SHA256_BYTES];
    header.get(digest);
    return Optional.of(
        new CacheHeader(
            HexFormat.of().formatHex(digest), resolution, images, shape, header.getLong()));
  }

  private static long checksumOf(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CHECKED_BYTES);
    return crc.getValue();
  }
}
