// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.DatasetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopCodecs;

/**
 * Unpacks pages; gzip through the JDK, because parquet-java would ask Hadoop for it.
 *
 * <p>Why: docs/decisions/0012-parquet-through-parquet-java-without-hadoop.md.
 */
final class ParquetCodecs implements CompressionCodecFactory {

  private final String file;
  private final CompressionCodecFactory standard =
      HadoopCodecs.newFactory(new PlainParquetConfiguration(), 0);

  ParquetCodecs(String file) {
    this.file = file;
  }

  /** Never asked for: files are only read. */
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("Parquet files are only read");
  }

  /**
   * Returns what unpacks pages of this codec.
   *
   * @throws DatasetException if the codec needs Hadoop
   */
  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, ZSTD, LZ4_RAW -> standard.getDecompressor(codec);
      case GZIP -> new Gzip();
      case LZO, BROTLI, LZ4 ->
          throw new DatasetException(
              "%s is packed with %s: write it with snappy, zstd, gzip, lz4_raw or none"
                  .formatted(file, codec));
    };
  }

  @Override
  public void release() {
    standard.release();
  }

  private static final class Gzip implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput packed, int unpackedBytes) throws IOException {
      return BytesInput.from(unpack(packed.toInputStream(), unpackedBytes));
    }

    @Override
    public void decompress(ByteBuffer packed, int packedBytes, ByteBuffer unpacked, int bytes)
        throws IOException {
      byte[] content = new byte[packedBytes];
      packed.get(content);
      unpacked.put(unpack(new ByteArrayInputStream(content), bytes));
    }

    private static byte[] unpack(InputStream packed, int unpackedBytes) throws IOException {
      try (InputStream in = new GZIPInputStream(packed)) {
        byte[] content = in.readNBytes(unpackedBytes);
        if (content.length != unpackedBytes || in.read() >= 0) {
          throw new IOException(
              "a page does not unpack to the %d bytes promised".formatted(unpackedBytes));
        }
        return content;
      }
    }

    @Override
    public void release() {
      // holds nothing
    }
  }
}
