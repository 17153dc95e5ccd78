// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Decoded images in a memory-mapped file: a {@link CacheHeader}, then [N,H,W,C] unsigned bytes. The
 * map lives until the garbage collector finds it unused. Safe for use by several threads.
 */
final class PixelFile {

  /** A map is addressed by int; segments hold whole images. */
  private static final int SEGMENT_BYTES = 1 << 30;

  private final CacheHeader header;
  private final int imagesPerSegment;
  private final List<MappedByteBuffer> segments;

  private PixelFile(CacheHeader header, int imagesPerSegment, List<MappedByteBuffer> segments) {
    this.header = header;
    this.imagesPerSegment = imagesPerSegment;
    this.segments = segments;
  }

  /** Maps a file and checks it whole; empty when it is missing, damaged or of other content. */
  static Optional<PixelFile> open(Path file, String digest, int resolution, int images)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(CacheHeader.BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the header is there or the file ends
      }
      Optional<CacheHeader> header =
          bytes.hasRemaining() ? Optional.empty() : CacheHeader.parse(bytes.array());
      if (header.isEmpty()
          || !header.get().digest().equals(digest)
          || header.get().resolution() != resolution
          || header.get().images() != images
          || channel.size() != CacheHeader.BYTES + header.get().payloadBytes()) {
        return Optional.empty();
      }
      PixelFile pixels = map(channel, header.get());
      return pixels.checksum() == header.get().checksum() ? Optional.of(pixels) : Optional.empty();
    }
  }

  /** Maps the images behind the place of the header, whatever the header says. */
  static PixelFile map(FileChannel channel, CacheHeader header) throws IOException {
    return map(channel, header, SEGMENT_BYTES);
  }

  static PixelFile map(FileChannel channel, CacheHeader header, int segmentBytes)
      throws IOException {
    int imageBytes = header.shape().bytes();
    int imagesPerSegment = Math.max(1, segmentBytes / imageBytes);
    List<MappedByteBuffer> segments = new ArrayList<>();
    for (int first = 0; first < header.images(); ) {
      int images = Math.min(imagesPerSegment, header.images() - first);
      segments.add(
          channel.map(
              FileChannel.MapMode.READ_ONLY,
              CacheHeader.BYTES + (long) first * imageBytes,
              (long) images * imageBytes));
      first += images;
    }
    return new PixelFile(header, imagesPerSegment, segments);
  }

  long checksum() {
    CRC32C crc = new CRC32C();
    segments.forEach(segment -> crc.update(segment.duplicate()));
    return crc.getValue();
  }

  ImageShape shape() {
    return header.shape();
  }

  void copy(int ordinal, ByteBuffer target) {
    int bytes = header.shape().bytes();
    if (target.remaining() < bytes) {
      throw new IllegalArgumentException(
          "target has room for %d bytes where an image (%s) has %d"
              .formatted(target.remaining(), header.shape(), bytes));
    }
    MappedByteBuffer segment = segments.get(ordinal / imagesPerSegment);
    int offset = ordinal % imagesPerSegment * bytes;
    target.put(target.position(), segment, offset, bytes);
    target.position(target.position() + bytes);
  }
}
