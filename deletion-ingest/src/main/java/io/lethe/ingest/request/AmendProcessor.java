// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.DeadLetters;
import io.lethe.ingest.intake.SubjectMention;
import io.lethe.ingest.intake.ValidAmendment;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.work.RequestOrder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Amends requests. The request's row says what is foreseen to be taken, and takes alone what has no
 * model yet; where there is a case, its model's sets decide, for they alone know what is sealed. An
 * amendment goes to them on the way of its request, so it never comes first.
 *
 * <p>Why: docs/decisions/0043-a-request-can-be-amended-until-its-set-is-sealed.md.
 */
public final class AmendProcessor
    implements Processor<String, ValidAmendment, String, RequestEffect> {
  private static final Logger LOGGER = LoggerFactory.getLogger(AmendProcessor.class);

  private final Settings settings;
  private final SubjectKeys subjectKeys;
  private final IngestMetrics metrics;
  private ProcessorContext<String, RequestEffect> context;
  private KeyValueStore<String, RequestRecord> records;
  private KeyValueStore<String, String> waiting;
  private KnownModels models;
  private StatusPublisher statuses;

  /**
   * Names of the stores.
   *
   * @param recordsStore store of {@link RequestRecord} by tenant/requestId, shared with admission
   * @param waitingStore store of the requests that wait for admission
   * @param sweepsStore store of {@link Sweep} by model
   * @param championsStore global table of the registered models
   */
  public record Settings(
      String recordsStore, String waitingStore, String sweepsStore, String championsStore) {}

  /**
   * Wires the step.
   *
   * @param settings names of the stores
   * @param subjectKeys tell whether a text names the subject
   * @param metrics counts
   */
  public AmendProcessor(Settings settings, SubjectKeys subjectKeys, IngestMetrics metrics) {
    this.settings = settings;
    this.subjectKeys = subjectKeys;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, RequestEffect> processorContext) {
    context = processorContext;
    records = context.getStateStore(settings.recordsStore());
    waiting = context.getStateStore(settings.waitingStore());
    models =
        new KnownModels(
            context.getStateStore(settings.championsStore()),
            context.getStateStore(settings.sweepsStore()));
    statuses = new StatusPublisher(context);
  }

  @Override
  public void process(Record<String, ValidAmendment> incoming) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    ValidAmendment amendment = incoming.value();
    RequestRecord row = records.get(amendment.requestKey());
    if (row == null) {
      refuse(
          amendment,
          RejectionReason.UNKNOWN_REQUEST,
          "no such request is known in this tenant. Send the request first, and amend it once"
              + " deletion.status tells of it.",
          now);
      return;
    }
    if (namesSubject(row, amendment)) {
      refuse(
          amendment,
          RejectionReason.INVALID,
          "reason and decidedBy must not name the subject: they are not secret.",
          now);
      return;
    }
    RequestRecord asked = asked(row, amendment);
    Optional<String> refusal = refusal(row, amendment);
    boolean isKnown = row.amendments().find(amendment.amendmentId()).isPresent();
    if (!isKnown && !isOther(row, amendment) && refusal.isEmpty()) {
      take(asked, !asked.equals(row), amendment, now);
      return;
    }
    if (!asked.equals(row)) {
      records.put(row.request().key(), statuses.publishAmended(asked, now));
    }
    if (isOther(row, amendment)) {
      refuseOther(amendment, now);
    } else if (!isKnown) {
      refuse(amendment, RejectionReason.NOT_AMENDABLE, refusal.orElseThrow() + ".", now);
    }
  }

  /**
   * What its sender is shown from now on, whatever becomes of it, so that he does not learn by it
   * whether anybody was found. Of what awaits its model nothing is kept but a withdrawal.
   */
  private RequestRecord asked(RequestRecord row, ValidAmendment amendment) {
    boolean isKept = amendment.kind() == AmendmentKind.WITHDRAW || !awaitsItsModel(row);
    return isKept ? row.asking(amendment) : row;
  }

  /**
   * Whether its id was used for another one, which may have been refused to some and not others.
   */
  private static boolean isOther(RequestRecord row, ValidAmendment amendment) {
    return Stream.concat(
            row.amendments().find(amendment.amendmentId()).stream()
                .map(first -> first.amendment().contentDigest()),
            row.asked().find(amendment.amendmentId()).stream().map(AskedSince.Asked::contentDigest))
        .anyMatch(first -> !first.equals(amendment.contentDigest()));
  }

  /** Its row goes with it where its model is not registered in time, and nothing may tell of it. */
  private boolean awaitsItsModel(RequestRecord row) {
    return row.request().namedModel().isPresent() && waiting.get(row.request().key()) != null;
  }

  private void refuseOther(ValidAmendment again, Instant now) {
    refuse(
        again,
        RejectionReason.CONFLICTING_DUPLICATE,
        "amendmentId was used before for this request with another content. The first amendment"
            + " stands; give this one an id of its own.",
        now);
  }

  /** The subject's id is not known here, but its key tells whether a word is it. */
  private boolean namesSubject(RequestRecord row, ValidAmendment amendment) {
    String key = row.request().subjectKey();
    return SubjectMention.names(amendment.reason(), subjectKeys, key)
        || SubjectMention.names(amendment.decidedBy(), subjectKeys, key);
  }

  private Optional<String> refusal(RequestRecord row, ValidAmendment amendment) {
    if (amendment.kind() != AmendmentKind.WITHDRAW && awaitsItsModel(row)) {
      return Optional.of("the request waits for its model to be registered; amend it after that");
    }
    if (!row.amendments().hasRoomFor(amendment.kind())) {
      return Optional.of(
          "a request is amended at most " + Amendments.MOST + " times, and then withdrawn");
    }
    return AmendmentRules.refusalByAllModels(amendment.kind(), row.circumstances())
        .or(
            () ->
                amendment.kind() == AmendmentKind.EXTEND && extensions(row, amendment).isEmpty()
                    ? Optional.of(AmendmentRules.extensionRule())
                    : Optional.empty());
  }

  /** The new deadline of each case that has not ended; of a request without one under no model. */
  private static Map<String, Instant> extensions(RequestRecord row, ValidAmendment amendment) {
    Map<String, Instant> present = new TreeMap<>();
    row.models()
        .forEach(
            (model, status) -> {
              if (!RequestOrder.isEnd(status.status().state())) {
                present.put(model, status.times().deadline());
              }
            });
    if (row.models().isEmpty()) {
      present.put("", row.request().deadline());
    }
    Map<String, Instant> extended = new TreeMap<>();
    present.forEach(
        (model, deadline) -> {
          Instant next = amendment.namedDeadline().orElseGet(() -> AmendmentRules.latest(deadline));
          if (AmendmentRules.mayExtend(deadline, next, amendment.receivedAt())) {
            extended.put(model, next);
          }
        });
    return extended;
  }

  private void take(RequestRecord row, boolean isNews, ValidAmendment amendment, Instant now) {
    boolean alone = !hasOpenCase(row) || (row.holds() && isForAll(amendment.kind()));
    Amendment taken =
        new Amendment(amendment, alone ? Amendment.Outcome.TAKEN : Amendment.Outcome.OPEN, null);
    RequestRecord changed = row.with(row.amendments().with(taken));
    if (amendment.kind() == AmendmentKind.WITHDRAW) {
      waiting.delete(row.request().key());
      endOrder(row, amendment, now);
    }
    if (amendment.kind() == AmendmentKind.EXTEND) {
      Map<String, Instant> extensions = extensions(row, amendment);
      changed = extensions.containsKey("") ? changed.until(extensions.get("")) : changed;
      extensions.forEach((model, deadline) -> extend(row, model, amendment, deadline, now));
    } else {
      tellModels(row, amendment, now);
    }
    // Else with the models' answers; what was asked for is told of everybody at once.
    boolean tellsNow = alone || isNews;
    records.put(row.request().key(), tellsNow ? statuses.publishAmended(changed, now) : changed);
    metrics.amended(amendment.kind());
    log(amendment);
  }

  /** Without one there is no model that could answer. */
  private static boolean hasOpenCase(RequestRecord row) {
    return row.models().values().stream()
        .anyMatch(each -> !RequestOrder.isEnd(each.status().state()));
  }

  /** What a request's row decides for its models to come too. */
  private static boolean isForAll(AmendmentKind kind) {
    return kind != AmendmentKind.EXTEND;
  }

  private void endOrder(RequestRecord row, ValidAmendment amendment, Instant now) {
    if (row.holds()) {
      StandingOrder ended =
          StandingOrder.newBuilder(StatusPublisher.order(row.request()))
              .setSubjectKey(null)
              .setEndedAt(amendment.receivedAt())
              .setEndedBy(amendment.decidedBy())
              .setEndReason(amendment.reason())
              .build();
      send(row, row.request().key(), new RequestEffect.Stand(ended), now);
    }
  }

  private void extend(
      RequestRecord row, String model, ValidAmendment amendment, Instant deadline, Instant now) {
    if (!model.isEmpty()) {
      tell(row, model, SetAmendment.of(amendment, row.request(), Optional.of(deadline), true), now);
    }
  }

  /**
   * All that have not ended with it, and all to which its order may be on the way. Where the order
   * has ended, what these keep of it goes: no case may open any more.
   */
  private void tellModels(RequestRecord row, ValidAmendment amendment, Instant now) {
    Map<String, Boolean> hasCases = new TreeMap<>();
    if (row.request().namedModel().isEmpty()) {
      models.names().forEach(model -> hasCases.put(model, false));
    }
    row.models()
        .forEach(
            (model, status) -> {
              hasCases.remove(model);
              if (!RequestOrder.isEnd(status.status().state())) {
                hasCases.put(model, true);
              }
            });
    boolean orderEnded = row.amendments().orderEnd() != null;
    hasCases.forEach(
        (model, hasCase) -> {
          SetAmendment told = SetAmendment.of(amendment, row.request(), Optional.empty(), hasCase);
          tell(row, model, orderEnded && !hasCase ? told.dropped() : told, now);
        });
  }

  private void tell(RequestRecord row, String model, SetAmendment amendment, Instant now) {
    send(row, model, new RequestEffect.ToModel(new ToCase.Amended(amendment)), now);
  }

  private void send(RequestRecord row, String key, RequestEffect effect, Instant now) {
    Record<String, RequestEffect> record = new Record<>(key, effect, now.toEpochMilli());
    row.request().trace().putInto(record.headers());
    context.forward(record);
  }

  private static void log(ValidAmendment amendment) {
    LOGGER
        .atInfo()
        .setMessage("Request amended")
        .addKeyValue(LogKeys.REQUEST, amendment.requestKey())
        .addKeyValue(LogKeys.AMENDMENT, amendment.amendmentId())
        .addKeyValue(LogKeys.KIND, amendment.kind())
        .log();
  }

  private void refuse(
      ValidAmendment amendment, RejectionReason reason, String message, Instant now) {
    metrics.rejected(reason);
    RejectedRequest deadLetter = DeadLetters.of(amendment, reason, message, now);
    context.forward(
        new Record<>(
            amendment.source().key(), new RequestEffect.Refuse(deadLetter), now.toEpochMilli()));
    LOGGER
        .atWarn()
        .setMessage("Amendment refused; its dead letter says why")
        .addKeyValue(LogKeys.REQUEST, amendment.requestKey())
        .addKeyValue(LogKeys.AMENDMENT, amendment.amendmentId())
        .addKeyValue(LogKeys.KIND, amendment.kind())
        .addKeyValue(LogKeys.REASON, reason)
        .addKeyValue(LogKeys.DEAD_LETTER, amendment.source().key())
        .log();
  }
}
