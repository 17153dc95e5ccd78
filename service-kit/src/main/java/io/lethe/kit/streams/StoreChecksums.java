// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Reads every block of every store once before it is used. Kafka Streams does not: it finds a
 * damaged block when a key in it is asked for, and an iterator over one just ends early.
 */
final class StoreChecksums {
  /** Names a store's current manifest; every RocksDB folder has one. */
  private static final String CURRENT = "CURRENT";

  private StoreChecksums() {}

  /**
   * What is wrong with the first store below a folder that is not as it was written.
   *
   * @throws IOException if the system refuses to let it be read, which says nothing about it
   */
  static Optional<String> firstFault(Path folder) throws IOException {
    for (Path store : stores(folder)) {
      try {
        verify(store.toString());
      } catch (RocksDBException e) {
        return Optional.of(fault(store, e));
      }
    }
    return Optional.empty();
  }

  static String fault(Path store, RocksDBException failure) throws IOException {
    String fault = "store " + store.getFileName() + ": " + failure.getMessage();
    if (StateDamage.isRefusal(failure)) {
      throw new IOException(fault, failure);
    }
    return fault;
  }

  private static List<Path> stores(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().equals(CURRENT))
          .map(Path::getParent)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void verify(String store) throws RocksDBException {
    List<ColumnFamilyDescriptor> families = families(store);
    if (families.isEmpty()) {
      // What RocksDB lists where it finds no manifest, or one that it cannot read; opening says
      // why.
      RocksDB.openReadOnly(store).close();
      throw new RocksDBException("its manifest cannot be read");
    }
    List<ColumnFamilyHandle> opened = new ArrayList<>();
    try (DBOptions options = new DBOptions();
        RocksDB database = RocksDB.openReadOnly(options, store, families, opened)) {
      database.verifyChecksum();
    } finally {
      opened.forEach(ColumnFamilyHandle::close);
    }
  }

  private static List<ColumnFamilyDescriptor> families(String store) throws RocksDBException {
    try (Options options = new Options()) {
      return RocksDB.listColumnFamilies(options, store).stream()
          .map(ColumnFamilyDescriptor::new)
          .toList();
    }
  }
}
