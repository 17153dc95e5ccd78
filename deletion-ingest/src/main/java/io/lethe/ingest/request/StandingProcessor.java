// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.domain.text.TextLimit;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.StandingOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the standing orders of this task's requests, and offers each to every model that comes
 * after it; the model's sets say whether its dataset knows the subject. An order and a model meet
 * whichever comes first: a new model is offered all orders that are there, a bounded number a tick,
 * and a new order is offered to all models whose turn that was before. What the request has with a
 * model already is never touched.
 *
 * <p>Why: docs/decisions/0038-forgetting-is-a-standing-order.md.
 */
public final class StandingProcessor
    implements Processor<String, StandingOrder, String, RequestEffect> {
  /** So many offers fit into a transaction without holding up what else the task has to do. */
  public static final int OFFERS_PER_TICK = 1_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(StandingProcessor.class);

  private final Settings settings;
  private ProcessorContext<String, RequestEffect> context;
  private KeyValueStore<String, RequestRecord> records;
  private KeyValueStore<String, String> waiting;
  private KeyValueStore<String, String> orders;
  private KeyValueStore<String, Sweep> sweeps;
  private ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelChampion>> champions;
  private StatusPublisher statuses;

  /**
   * Names and times.
   *
   * @param recordsStore store of {@link RequestRecord} by tenant/requestId, shared with admission
   * @param waitingStore store of the requests that wait for admission
   * @param ordersStore store of the orders that hold, by tenant/requestId: since when
   * @param sweepsStore store of {@link Sweep} by model
   * @param championsStore global table of the registered models
   * @param times among them from the offer until a case that follows from it must be done
   */
  public record Settings(
      String recordsStore,
      String waitingStore,
      String ordersStore,
      String sweepsStore,
      String championsStore,
      IngestTimes times) {}

  /**
   * Wires the step.
   *
   * @param settings names and times
   */
  public StandingProcessor(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<String, RequestEffect> processorContext) {
    context = processorContext;
    records = context.getStateStore(settings.recordsStore());
    waiting = context.getStateStore(settings.waitingStore());
    orders = context.getStateStore(settings.ordersStore());
    sweeps = context.getStateStore(settings.sweepsStore());
    champions = context.getStateStore(settings.championsStore());
    statuses = new StatusPublisher(context);
    context.schedule(
        settings.times().tick(),
        PunctuationType.WALL_CLOCK_TIME,
        millis -> offerToNewModels(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, StandingOrder> incoming) {
    String key = incoming.key();
    StandingOrder order = incoming.value();
    if (order == null || order.getEndedAt() != null) {
      end(key, order, Instant.ofEpochMilli(context.currentSystemTimeMs()));
      return;
    }
    RequestRecord row = records.get(key);
    if (row == null) {
      LOGGER
          .atError()
          .setMessage("Standing order of an unknown request: not kept, this partition is not its")
          .addKeyValue(LogKeys.REQUEST, TextLimit.NAME.cut(key))
          .log();
      return;
    }
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    orders.put(key, order.getReceivedAt().toString());
    takenUpAgain(row, now);
    List<String> begun = new ArrayList<>();
    try (KeyValueIterator<String, Sweep> all = sweeps.all()) {
      all.forEachRemaining(entry -> begun.add(entry.key));
    }
    begun.forEach(model -> offer(key, model, now));
  }

  /** An order that comes once more holds again, unless its request was withdrawn. */
  private void takenUpAgain(RequestRecord row, Instant now) {
    Amendments amendments = row.amendments();
    if (amendments.orderEnd() != null && amendments.withdrawal() == null) {
      RequestRecord holds = row.with(amendments.withOrderEnd(null));
      records.put(row.request().key(), statuses.publishAmended(holds, now));
    }
  }

  private void end(String key, @Nullable StandingOrder order, Instant now) {
    if (orders.delete(key) != null) {
      ended(records.get(key), words(order), now);
      LOGGER
          .atInfo()
          .setMessage("Standing order ended: models that come from now on may know the subject")
          .addKeyValue(LogKeys.REQUEST, key)
          .addKeyValue(
              "endedBy", cut(TextLimit.ISSUER, order == null ? "a tombstone" : order.getEndedBy()))
          .addKeyValue(
              LogKeys.REASON, cut(TextLimit.REASON, order == null ? null : order.getEndReason()))
          .log();
    }
  }

  /** Whoever had no case by then has none to hope for; the others' cases go on. */
  private void ended(@Nullable RequestRecord row, String words, Instant now) {
    if (row == null || row.amendments().withdrawal() != null) {
      return; // its end is the withdrawal's, and told; or it ended as one that was never taken
    }
    String key = row.request().key();
    boolean over = row.models().isEmpty() && waiting.get(key) == null;
    Amendments ended = row.amendments().withOrderEnd(words);
    records.put(
        key, statuses.publishAmended(row.with(over ? ended.withWithdrawal(words) : ended), now));
  }

  private static String words(@Nullable StandingOrder order) {
    return order == null
        ? "by a tombstone"
        : "by "
            + cut(TextLimit.ISSUER, order.getEndedBy())
            + ": "
            + cut(TextLimit.REASON, order.getEndReason());
  }

  private static String cut(TextLimit limit, @Nullable String text) {
    return text == null ? "" : limit.cut(text);
  }

  private void offerToNewModels(Instant now) {
    int left = OFFERS_PER_TICK;
    for (String model : registeredModels()) {
      Sweep sweep = sweeps.get(model);
      if (left > 0 && (sweep == null || !sweep.done())) {
        Sweep before = sweep == null ? Sweep.begun() : sweep;
        Sweep after = offerTo(model, before, left, now);
        sweeps.put(model, after);
        left -= (int) (after.offered() - before.offered());
      }
    }
  }

  private List<String> registeredModels() {
    List<String> models = new ArrayList<>();
    try (KeyValueIterator<String, ValueAndTimestamp<ModelChampion>> all = champions.all()) {
      all.forEachRemaining(entry -> models.add(entry.key));
    }
    return models;
  }

  private Sweep offerTo(String model, Sweep sweep, int most, Instant now) {
    String last = sweep.after();
    long offered = 0;
    boolean done;
    try (KeyValueIterator<String, String> rest = orders.range(last.isEmpty() ? null : last, null)) {
      while (rest.hasNext() && offered < most) {
        KeyValue<String, String> order = rest.next();
        if (!order.key.equals(sweep.after())) {
          offer(order.key, model, now);
          last = order.key;
          offered++;
        }
      }
      done = !rest.hasNext();
    }
    Sweep after = new Sweep(last, sweep.offered() + offered, done);
    if (done && after.offered() > 0) {
      LOGGER
          .atInfo()
          .setMessage("Standing orders were offered to a new model")
          .addKeyValue(LogKeys.MODEL, model)
          .addKeyValue("orders", after.offered())
          .addKeyValue(LogKeys.PARTITION, context.taskId().partition())
          .log();
    }
    return after;
  }

  /**
   * Whoever waits for admission will be sent to all models; whoever has a case keeps it. The first
   * model of all is told of as one that was asked, whatever its dataset knows.
   */
  private void offer(String key, String model, Instant now) {
    RequestRecord row = records.get(key);
    if (row == null
        || waiting.get(key) != null
        || !row.holds()
        || row.models().containsKey(model)) {
      return; // without a row: an order for a request that was refused meanwhile
    }
    CaseTimes times = new CaseTimes(now, settings.times().deadlineAfter(now));
    boolean first = row.models().isEmpty();
    if (first) {
      RequestRecord told = statuses.publish(row, model, RequestStatus.received(), times, now);
      records.put(key, statuses.publishSummary(told, now));
    }
    SetRequest offer =
        SetRequest.of(row, times, first ? SetRequest.Origin.STANDING : SetRequest.Origin.OFFERED);
    context.forward(
        new Record<>(
            model, new RequestEffect.ToModel(new ToCase.Asked(offer)), now.toEpochMilli()));
  }
}
