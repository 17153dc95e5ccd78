// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.http.RequesterState;
import io.lethe.ingest.intake.CallbackAddress;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.metrics.IngestMetrics.CallbackOutcome;
import io.lethe.ingest.request.RequestEffect;
import io.lethe.kit.logging.LogKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what each address is still to be told, and has it sent beside the topology. What the store
 * holds is sent at least once, whoever is killed when: a row changes only with a look or a result,
 * and what is on its way is nowhere but in memory. A receiver that was away is told the last state
 * alone.
 *
 * <p>Every request is looked at at the same times, whatever happened to it: who was called at once
 * would know by it that a published state was about somebody in a dataset. A row goes once
 * everybody knows how the request ended.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 */
public final class CallbackProcessor
    implements Processor<String, RequestEffect.Publish, Void, Void> {
  private static final Logger LOGGER = LoggerFactory.getLogger(CallbackProcessor.class);

  /** From one look to the next, by the clock: at each full quarter of a minute. */
  private static final Duration RHYTHM = Duration.ofSeconds(15);

  private static final Duration NO_ROOM = Duration.ofSeconds(1);

  private final String storeName;
  private final CallingBack callingBack;
  private final Duration tick;
  private final IngestMetrics metrics;
  private final DueQueue queue = new DueQueue();

  /** One at a time, or the second could come before the first. */
  private final Set<String> underWay = new HashSet<>();

  private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
  private ProcessorContext<Void, Void> context;
  private KeyValueStore<String, CallbackRow> rows;
  private long lastLook;
  private boolean read;

  private record Heard(Callback callback, CallbackSender.Result result) {
    String requestKey() {
      return callback.tenant() + "/" + callback.requestId();
    }
  }

  /**
   * Wires the step.
   *
   * @param storeName store of {@link CallbackRow}
   * @param callingBack what is told, and by whom
   * @param tick how often results are heard
   * @param metrics counts
   */
  public CallbackProcessor(
      String storeName, CallingBack callingBack, Duration tick, IngestMetrics metrics) {
    this.storeName = storeName;
    this.callingBack = callingBack;
    this.tick = tick;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Void, Void> processorContext) {
    context = processorContext;
    rows = context.getStateStore(storeName);
    lastLook = look(Instant.ofEpochMilli(context.currentSystemTimeMs()));
    context.schedule(
        tick, PunctuationType.WALL_CLOCK_TIME, millis -> turn(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, RequestEffect.Publish> incoming) {
    RequestEffect.Publish news = incoming.value();
    if (!news.callbacks().isEmpty()) {
      keep(CallbackRow.of(news.status(), news.callbacks()));
    }
  }

  private void turn(Instant now) {
    if (!read) {
      readUntold();
      read = true;
    }
    for (Heard each = heard.poll(); each != null; each = heard.poll()) {
      hear(each, now);
    }
    long look = look(now);
    if (look != lastLook) {
      lastLook = look;
      lookAtAll(now);
    }
    for (String key : queue.takeDue(now)) {
      CallbackRow row = rows.get(key);
      if (row != null) {
        send(row, now);
      }
    }
  }

  private static long look(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), RHYTHM.toMillis());
  }

  /** Rows that were left by whoever had this task before; the first tick finds the store filled. */
  private void readUntold() {
    List<CallbackRow> untold = new ArrayList<>();
    try (KeyValueIterator<String, CallbackRow> all = rows.all()) {
      all.forEachRemaining(entry -> untold.add(entry.value));
    }
    untold.forEach(this::queue);
  }

  private void lookAtAll(Instant now) {
    List<CallbackRow> changed = new ArrayList<>();
    try (KeyValueIterator<String, CallbackRow> all = rows.all()) {
      all.forEachRemaining(
          entry -> {
            CallbackRow row = entry.value;
            callingBack
                .shown()
                .of(row.tenant(), row.requestId(), now)
                .map(shown -> row.seenAt(now, shown))
                .filter(after -> !after.equals(row))
                .ifPresent(changed::add);
          });
    }
    changed.forEach(this::keep);
    changed.forEach(this::queue);
  }

  private void queue(CallbackRow row) {
    if (!row.untold().isEmpty()) {
      queue.put(row.key(), Instant.EPOCH); // each address has a time of its own
    }
  }

  private void send(CallbackRow row, Instant now) {
    Instant next = Instant.MAX;
    for (Receiver each : row.untold()) {
      Callback callback = row.to(each);
      if (underWay.contains(way(callback))) {
        continue; // its result brings the row back
      }
      Instant at = each.isDue(now) ? now.plus(NO_ROOM) : each.notBefore();
      if (each.isDue(now) && isTaken(callback)) {
        underWay.add(way(callback));
      } else if (at.isBefore(next)) {
        next = at;
      }
    }
    if (next.isBefore(Instant.MAX)) {
      queue.put(row.key(), next);
    }
  }

  private static String way(Callback callback) {
    return callback.tenant() + "/" + callback.requestId() + " " + callback.address();
  }

  private boolean isTaken(Callback callback) {
    return callingBack.sender().offer(callback, result -> heard.add(new Heard(callback, result)));
  }

  private void hear(Heard news, Instant now) {
    Callback callback = news.callback();
    underWay.remove(way(callback));
    CallbackRow row = rows.get(news.requestKey());
    if (row == null) {
      return;
    }
    row.receivers().stream()
        .filter(each -> each.address().equals(callback.address()))
        .findFirst()
        .ifPresent(
            each -> {
              CallbackRow changed = row.with(after(each, news, row, now));
              keep(changed);
              queue(changed);
            });
  }

  private Receiver after(Receiver receiver, Heard news, CallbackRow row, Instant now) {
    RequesterState state = news.callback().state();
    if (news.result() == CallbackSender.Result.DELIVERED) {
      metrics.calledBack(CallbackOutcome.DELIVERED);
      return receiver.settled(state, now);
    }
    metrics.calledBack(CallbackOutcome.FAILED);
    if (state != row.shown()) {
      return receiver; // of a state that is past; the present one has its own tries
    }
    Receiver failed = receiver.failed(now);
    if (news.result() == CallbackSender.Result.NOT_ALLOWED || failed.isTriedOut()) {
      metrics.calledBack(CallbackOutcome.GIVEN_UP);
      giveUp(news, failed.tries());
      return receiver.settled(state, now);
    }
    return failed;
  }

  /** The host alone: path and query are the receiver's, and may name people. */
  private static void giveUp(Heard news, int tries) {
    Callback callback = news.callback();
    LOGGER
        .atError()
        .setMessage("A callback is given up; its receiver learns the state by asking")
        .addKeyValue(LogKeys.REQUEST, news.requestKey())
        .addKeyValue(LogKeys.STATE, callback.state().word())
        .addKeyValue(
            LogKeys.HOST,
            CallbackAddress.of(callback.address()).map(CallbackAddress::host).orElse("?"))
        .addKeyValue("tries", tries)
        .addKeyValue(LogKeys.REASON, news.result())
        .log();
  }

  private void keep(CallbackRow row) {
    if (row.isDone()) {
      rows.delete(row.key());
    } else {
      rows.put(row.key(), row);
    }
  }
}
