// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * A table in a folder of its own, for what can be read again: it begins empty, and nothing is
 * forced to disk. Its memory is bounded however many rows there are. It reads as empty before it is
 * opened and once it is closed: whoever asks knows whether everything has been gathered.
 */
public final class DiskTable implements Table, AutoCloseable {
  private static final long CACHE_BYTES = 8L << 20;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final double BLOOM_BITS = 10;

  private final Path folder;
  private final ReadWriteLock lock = new ReentrantReadWriteLock(); // native memory must not vanish
  private @Nullable Opened opened; // guarded by lock
  private boolean closed; // guarded by lock

  /** What has native memory. */
  private record Opened(
      RocksDB rows, Options options, Cache cache, BloomFilter bloom, WriteOptions writing)
      implements AutoCloseable {

    static Opened in(Path folder) throws RocksDBException {
      RocksDB.loadLibrary();
      Cache cache = new LRUCache(CACHE_BYTES);
      BloomFilter bloom = new BloomFilter(BLOOM_BITS);
      Options options =
          new Options()
              .setCreateIfMissing(true)
              .setWriteBufferSize(WRITE_BUFFER_BYTES)
              .setTableFormatConfig(
                  new BlockBasedTableConfig()
                      .setBlockCache(cache)
                      .setFilterPolicy(bloom)
                      .setCacheIndexAndFilterBlocks(true));
      WriteOptions writing = new WriteOptions().setDisableWAL(true);
      return new Opened(RocksDB.open(options, folder.toString()), options, cache, bloom, writing);
    }

    @Override
    public void close() {
      close(rows, writing, options, bloom, cache);
    }

    private static void close(AbstractNativeReference... references) {
      for (AbstractNativeReference each : references) {
        each.close();
      }
    }
  }

  /** One of RocksDB's calls. */
  @FunctionalInterface
  private interface Call<T> {
    T on(Opened opened) throws RocksDBException;
  }

  /** Not opened yet, so that whoever has the folder may still hold it. */
  public DiskTable(Path folder) {
    this.folder = requireNonNull(folder, "folder");
  }

  /**
   * Empties its folder and opens it.
   *
   * @throws UncheckedIOException where the folder cannot be written
   */
  public void open() {
    lock.writeLock().lock();
    try {
      if (closed || opened != null) {
        throw new IllegalStateException("table " + folder + " can be opened once");
      }
      Folders.delete(folder);
      DurableFiles.createFolders(folder);
      opened = Opened.in(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public Optional<byte[]> get(String name) {
    return call(at -> Optional.ofNullable(at.rows().get(bytes(name)))).orElse(Optional.empty());
  }

  @Override
  public Optional<byte[]> put(String name, byte[] row) {
    return write(
        at -> {
          byte[] key = bytes(name);
          Optional<byte[]> before = Optional.ofNullable(at.rows().get(key));
          at.rows().put(at.writing(), key, row);
          return before;
        });
  }

  @Override
  public Optional<byte[]> remove(String name) {
    return write(
        at -> {
          byte[] key = bytes(name);
          Optional<byte[]> before = Optional.ofNullable(at.rows().get(key));
          at.rows().delete(at.writing(), key);
          return before;
        });
  }

  @Override
  public List<byte[]> startingWith(String prefix) {
    byte[] beginning = bytes(prefix);
    return call(at -> {
          List<byte[]> found = new ArrayList<>();
          try (RocksIterator rows = at.rows().newIterator()) {
            for (rows.seek(beginning);
                rows.isValid() && startsWith(rows.key(), beginning);
                rows.next()) {
              found.add(rows.value());
            }
            rows.status();
          }
          return found;
        })
        .orElse(List.of());
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      if (opened != null) {
        opened.close();
        opened = null;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T write(Call<T> call) {
    return call(call)
        .orElseThrow(() -> new IllegalStateException("table " + folder + " is not open"));
  }

  private <T> Optional<T> call(Call<T> call) {
    lock.readLock().lock();
    try {
      return opened == null ? Optional.empty() : Optional.of(call.on(opened));
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private UncheckedIOException failed(RocksDBException e) {
    return new UncheckedIOException(new IOException("table " + folder + " failed", e));
  }

  private static byte[] bytes(String name) {
    return name.getBytes(UTF_8);
  }

  private static boolean startsWith(byte[] name, byte[] beginning) {
    return name.length >= beginning.length
        && Arrays.equals(name, 0, beginning.length, beginning, 0, beginning.length);
  }
}
