// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** Has stores written to disk after a few rows. */
public final class SmallWriteBuffers implements RocksDBConfigSetter {
  private static final long BYTES = 64 << 10;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(BYTES);
  }

  @Override
  public void close(String store, Options options) {
    // Nothing was opened.
  }
}
