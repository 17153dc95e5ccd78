// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.writer;

import io.lethe.schemas.ForgetSetIntent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Rows of one partition whose seal has not come yet. */
final class PendingRows {
  private final Map<SetName, Rows> sets = new HashMap<>();

  void add(ForgetSetIntent row, long offset) {
    sets.computeIfAbsent(SetName.of(row), name -> new Rows(offset))
        .bySubject
        .put(row.getSubjectKey(), row);
  }

  /** Rows that precede a seal, each subject once; they are not kept. */
  Collection<ForgetSetIntent> take(ForgetSetIntent seal) {
    Rows rows = sets.remove(SetName.of(seal));
    return rows == null ? List.of() : rows.bySubject.values();
  }

  /** Where to read again after a restart, if rows are pending. */
  OptionalLong firstOffset() {
    return sets.values().stream().mapToLong(rows -> rows.firstOffset).min();
  }

  private record SetName(String model, long set) {
    static SetName of(ForgetSetIntent intent) {
      return new SetName(intent.getModel(), intent.getSetNumber());
    }
  }

  private static final class Rows {
    private final long firstOffset;
    private final Map<String, ForgetSetIntent> bySubject = new TreeMap<>();

    Rows(long firstOffset) {
      this.firstOffset = firstOffset;
    }
  }
}
