// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.DeadLetters;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops or refuses repeated requests and sends new ones to their models. A model may be younger
 * than this instance's view of the registrations, so there is a moment of grace: a request that
 * names a model waits for it that long before it is refused as UNKNOWN_MODEL (refused, its id is
 * free again); a request that names none stays RECEIVED that long and then goes, once, to every
 * registered model. The latter is also a standing order, for {@link StandingProcessor} and the
 * models to come: where none is registered when its grace ends, it stays RECEIVED until its order
 * is offered to the first.
 */
public final class AdmitProcessor
    implements Processor<String, ValidRequest, String, RequestEffect> {
  private static final Logger LOGGER = LoggerFactory.getLogger(AdmitProcessor.class);

  private final Settings settings;
  private final IngestMetrics metrics;
  private ProcessorContext<String, RequestEffect> context;
  private KeyValueStore<String, RequestRecord> records;
  private KeyValueStore<String, String> waiting;
  private KnownModels known;
  private StatusPublisher statuses;
  private final GraceQueue graceQueue = new GraceQueue();
  // Empty until the waiting store was read through once, after a start.
  private Optional<List<String>> modelsSeen = Optional.empty();

  /**
   * Names and times.
   *
   * @param recordsStore store of {@link RequestRecord} by tenant/requestId
   * @param waitingStore store of the ISO-8601 time since when a request waits, by tenant/requestId
   * @param championsStore global table of the registered models
   * @param sweepsStore store of {@link Sweep}: whatever has a row there is registered, even where
   *     this instance has not read it yet
   * @param grace how long the view of the registrations may lag: a request waits that long for the
   *     model that it names, or, if it names none, for every model
   * @param tick how often waiting requests are looked at
   */
  public record Settings(
      String recordsStore,
      String waitingStore,
      String championsStore,
      String sweepsStore,
      Duration grace,
      Duration tick) {}

  /**
   * Wires the step.
   *
   * @param settings names and times
   * @param metrics counts
   */
  public AdmitProcessor(Settings settings, IngestMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, RequestEffect> processorContext) {
    context = processorContext;
    records = context.getStateStore(settings.recordsStore());
    waiting = context.getStateStore(settings.waitingStore());
    known =
        new KnownModels(
            context.getStateStore(settings.championsStore()),
            context.getStateStore(settings.sweepsStore()));
    statuses = new StatusPublisher(context);
    modelsSeen = Optional.empty();
    context.schedule(
        settings.tick(),
        PunctuationType.WALL_CLOCK_TIME,
        millis -> releaseWaiting(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, ValidRequest> incoming) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    ValidRequest request = incoming.value();
    RequestRecord before = records.get(request.key());
    if (before == null) {
      metrics.accepted();
      stand(request);
      admit(RequestRecord.of(request), now);
    } else if (before.request().contentDigest().equals(request.contentDigest())) {
      metrics.repeated();
    } else {
      refuse(
          request,
          RejectionReason.CONFLICTING_DUPLICATE,
          "requestId was used before in this tenant with another content (subject, model, deadline,"
              + " ground, note, decidedBy or callbacks). The first request stands; give this"
              + " one an id of its own.",
          now);
    }
  }

  /** Who names no model asks all of them to forget, those that are not yet there too. */
  private void stand(ValidRequest request) {
    if (request.namedModel().isEmpty()) {
      Record<String, RequestEffect> record =
          new Record<>(
              request.key(),
              new RequestEffect.Stand(StatusPublisher.order(request)),
              request.receivedAt().toEpochMilli());
      request.trace().putInto(record.headers());
      context.forward(record);
    }
  }

  private void admit(RequestRecord row, Instant now) {
    boolean named = row.request().namedModel().isPresent();
    if (named || settings.grace().isZero()) {
      List<String> models = models(row.request());
      if (!models.isEmpty()) {
        release(row, models, now);
        return;
      }
    }
    waiting.put(row.request().key(), now.toString());
    graceQueue.add(row.request().key(), now.plus(settings.grace()));
    records.put(row.request().key(), named ? row : statuses.publishSummary(row, now));
  }

  private List<String> models(ValidRequest request) {
    if (request.namedModel().isPresent()) {
      String model = request.namedModel().get();
      return known.hasChampion(model) ? List.of(model) : List.of();
    }
    return known.names();
  }

  private void release(RequestRecord row, List<String> models, Instant now) {
    RequestRecord changed = row;
    for (String model : models) {
      changed =
          statuses.publish(
              changed, model, RequestStatus.received(), CaseTimes.of(row.request()), now);
      context.forward(
          new Record<>(
              model,
              new RequestEffect.ToModel(new ToCase.Asked(SetRequest.of(row))),
              row.request().receivedAt().toEpochMilli()));
    }
    records.put(row.request().key(), statuses.publishSummary(changed, now));
  }

  /** Everyone who waits is looked at when a model is new; else those whose grace has ended. */
  private void releaseWaiting(Instant now) {
    List<String> registered = known.names();
    if (modelsSeen.isPresent() && modelsSeen.get().equals(registered)) {
      for (String key : graceQueue.takeDue(now)) {
        String since = waiting.get(key);
        if (since != null) { // else it went when its model was new
          look(key, Instant.parse(since), now);
        }
      }
      return;
    }
    beginGraceAnewWhereItIsToCome(now);
    graceQueue.clear();
    List<KeyValue<String, String>> inGrace = new ArrayList<>();
    try (KeyValueIterator<String, String> all = waiting.all()) {
      while (all.hasNext()) {
        KeyValue<String, String> entry = all.next();
        Instant since = Instant.parse(entry.value);
        if (!look(entry.key, since, now) && !graceOver(since, now)) {
          inGrace.add(entry);
        }
      }
    }
    // ISO 8601 in UTC, yet of unequal length: compared as instants.
    inGrace.sort(Comparator.comparing(entry -> Instant.parse(entry.value)));
    inGrace.forEach(
        entry -> graceQueue.add(entry.key, Instant.parse(entry.value).plus(settings.grace())));
    modelsSeen = Optional.of(registered);
  }

  /**
   * A time to come is that of a clock which was set back since; nobody waits for it to catch up.
   */
  private void beginGraceAnewWhereItIsToCome(Instant now) {
    List<String> toCome = new ArrayList<>();
    try (KeyValueIterator<String, String> all = waiting.all()) {
      all.forEachRemaining(
          entry -> {
            if (Instant.parse(entry.value).isAfter(now)) {
              toCome.add(entry.key);
            }
          });
    }
    toCome.forEach(key -> waiting.put(key, now.toString()));
  }

  private boolean graceOver(Instant since, Instant now) {
    return !now.isBefore(since.plus(settings.grace()));
  }

  /** Releases or refuses one who waits, if it is time; whether it was. */
  private boolean look(String key, Instant since, Instant now) {
    RequestRecord row = records.get(key);
    boolean named = row.request().namedModel().isPresent();
    boolean graceOver = graceOver(since, now);
    List<String> models = named || graceOver ? models(row.request()) : List.of();
    if (!models.isEmpty()) {
      waiting.delete(key);
      release(row, models, now);
      return true;
    }
    if (!named && graceOver) {
      waiting.delete(key);
      leave(row, now);
      return true;
    }
    if (named && graceOver) {
      waiting.delete(key);
      records.delete(key);
      refuse(
          row.request(),
          RejectionReason.UNKNOWN_MODEL,
          "model is not registered. Register it, name a registered one, or leave model out to"
              + " reach every registered model.",
          now);
      return true;
    }
    return false;
  }

  /**
   * From now on only its standing order can find it a model; without one, nothing is left of it.
   */
  private void leave(RequestRecord row, Instant now) {
    String orderEnd = row.amendments().orderEnd();
    if (orderEnd != null) {
      RequestRecord ended = row.with(row.amendments().withWithdrawal(orderEnd));
      records.put(row.request().key(), statuses.publishSummary(ended, now));
    }
  }

  private void refuse(ValidRequest request, RejectionReason reason, String message, Instant now) {
    metrics.rejected(reason);
    RejectedRequest deadLetter = DeadLetters.of(request, reason, message, now);
    Record<String, RequestEffect> refusal =
        new Record<>(
            request.source().key(), new RequestEffect.Refuse(deadLetter), now.toEpochMilli());
    request.trace().putInto(refusal.headers());
    context.forward(refusal);
    LOGGER
        .atWarn()
        .setMessage("Request refused; its dead letter says why")
        .addKeyValue(LogKeys.REQUEST, request.key())
        .addKeyValue(LogKeys.REASON, reason)
        .addKeyValue(LogKeys.DEAD_LETTER, request.source().key())
        .addKeyValue(LogKeys.TRACE_ID, request.trace().traceId())
        .addKeyValue(LogKeys.SPAN_ID, request.trace().spanId())
        .log();
  }
}
