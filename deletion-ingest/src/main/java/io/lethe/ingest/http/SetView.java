// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.schemas.ForgetSetState;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Where every sealed set stands, kept in memory from the compacted topic deletion.sets. */
public final class SetView implements TopicTail.Handler<ForgetSetState> {
  private final Map<String, NavigableMap<Long, ForgetSetState>> byModel = new ConcurrentHashMap<>();

  /**
   * Where those are who joined a set while it was open: in that set, in the one that took them in
   * when it was dissolved, or, where nobody stayed in it, in the next.
   *
   * @param number of the set
   * @return empty while it is open
   */
  Optional<ForgetSetState> joined(String model, long number) {
    Optional<ForgetSetState> set = sealedFrom(model, number);
    while (set.map(ForgetSetState::getMergedInto).isPresent()) {
      set = sealedFrom(model, set.get().getMergedInto());
    }
    return set;
  }

  /** Whether who joined a set while it was open was in a sealed one before a time. */
  boolean isSealedBefore(String model, long number, Instant time) {
    return sealedFrom(model, number).filter(set -> set.getSealedAt().isBefore(time)).isPresent();
  }

  /**
   * Whether what is asked takes a request out of its sets, as far as its sender sees: an open one
   * lets it go, and a sealed one once that is dissolved.
   *
   * @param number of the set that it is in
   * @param asked when it was asked for
   * @param until from when on it is no longer asked for; null where it still is
   */
  boolean letsGo(String model, long number, Instant asked, @Nullable Instant until) {
    Optional<ForgetSetState> set = sealedFrom(model, number);
    while (set.isPresent() && !asked.isBefore(set.get().getSealedAt())) {
      Long next = set.get().getMergedInto();
      if (next == null || (until != null && until.isBefore(set.get().getChangedAt()))) {
        return false;
      }
      set = sealedFrom(model, next);
    }
    return true;
  }

  /**
   * Number of the set that took requests in at a time.
   *
   * @param number of one that did so before
   */
  long openAt(String model, long number, Instant time) {
    NavigableMap<Long, ForgetSetState> sets = byModel.get(model);
    if (sets == null || sets.isEmpty()) {
      return number;
    }
    return sets.tailMap(number, true).values().stream()
        .filter(set -> !set.getSealedAt().isBefore(time)) // who is released may make it due
        .map(ForgetSetState::getSetNumber)
        .findFirst()
        .orElseGet(() -> Math.max(number, sets.lastKey() + 1));
  }

  /** Sets are sealed in the order of their numbers. */
  private Optional<ForgetSetState> sealedFrom(String model, long number) {
    return Optional.ofNullable(byModel.get(model))
        .map(sets -> sets.ceilingEntry(number))
        .map(Map.Entry::getValue);
  }

  @Override
  public void onRecord(ConsumerRecord<String, ForgetSetState> record) {
    ForgetSetState set = record.value();
    if (set != null) {
      byModel
          .computeIfAbsent(set.getModel(), model -> new ConcurrentSkipListMap<>())
          .put(set.getSetNumber(), set);
    }
  }
}
