// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionStatus;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Every request's present state, kept in memory from the compacted topic deletion.status. */
public final class StatusView implements TopicTail.Handler<DeletionStatus> {
  private final StatusListener listener;
  private final ConcurrentSkipListMap<String, Seen> states = new ConcurrentSkipListMap<>();

  /**
   * A state, and the trace that its record has.
   *
   * @param status the state
   * @param trace the request's trace
   */
  public record Seen(DeletionStatus status, Trace trace) {

    /** A record of a version that wrote no trace has the one that follows from its request. */
    static Seen of(ConsumerRecord<String, DeletionStatus> status) {
      return new Seen(
          status.value(),
          Trace.from(status.headers())
              .orElseGet(
                  () ->
                      Trace.ofRequest(status.value().getTenant(), status.value().getRequestId())));
    }
  }

  /** An empty view, whose listener hears of every change. */
  public StatusView(StatusListener listener) {
    this.listener = listener;
  }

  /**
   * Where a request stands.
   *
   * @param tenant the tenant
   * @param requestId the request's UUID in lower case
   * @return the summary first (its model is null), then one state a model; empty if unknown
   */
  public List<Seen> find(String tenant, String requestId) {
    String key = tenant + "/" + requestId;
    Stream<Seen> summary = Stream.ofNullable(states.get(key));
    // '0' follows '/' in the order of characters.
    Collection<Seen> models = states.subMap(key + "/", key + "0").values();
    return Stream.concat(summary, models.stream()).toList();
  }

  @Override
  public void onRecord(ConsumerRecord<String, DeletionStatus> status) {
    Seen before;
    if (status.value() == null) {
      before = states.remove(status.key());
    } else {
      before = states.put(status.key(), Seen.of(status));
      listener.entered(status.value());
    }
    if (before != null) {
      listener.left(before.status());
    }
  }
}
