// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.schemas.ForgetSetState;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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
