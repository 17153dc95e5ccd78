// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A table for tests that make hundreds. */
public final class MemoryTable implements Table {
  private final ConcurrentSkipListMap<String, byte[]> rows = new ConcurrentSkipListMap<>();

  @Override
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(rows.get(name));
  }

  @Override
  public Optional<byte[]> put(String name, byte[] row) {
    return Optional.ofNullable(rows.put(name, row));
  }

  @Override
  public Optional<byte[]> remove(String name) {
    return Optional.ofNullable(rows.remove(name));
  }

  @Override
  public List<byte[]> startingWith(String prefix) {
    return rows.tailMap(prefix).entrySet().stream()
        .takeWhile(row -> row.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .toList();
  }
}
