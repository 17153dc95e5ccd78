// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import static io.lethe.kit.logging.LogLines.addIfKnown;

import io.lethe.ingest.intake.ValidRequest;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Publishes states of a request: per model, and the summary whenever that changes. Every record has
 * the request's trace, and every step is a line that names the forget set's trace beside it, as
 * soon as there is a set: many requests end in one set, so neither can have the other's.
 */
final class StatusPublisher {
  private static final Logger LOGGER = LoggerFactory.getLogger(StatusPublisher.class);

  private final ProcessorContext<String, RequestEffect> context;

  StatusPublisher(ProcessorContext<String, RequestEffect> context) {
    this.context = context;
  }

  /** Records and publishes a request's status with one model; a status that it has is dropped. */
  RequestRecord publish(
      RequestRecord row, String model, RequestStatus status, CaseTimes times, Instant now) {
    NumberedStatus before = row.models().get(model);
    if (before != null && before.says(status, times)) {
      return row;
    }
    NumberedStatus numbered = NumberedStatus.after(before, status, times);
    RequestRecord changed = row.with(model, numbered);
    send(changed, model, numbered, now);
    return changed;
  }

  /** Draws the summary and publishes it if it differs from the last one. */
  RequestRecord publishSummary(RequestRecord row, Instant now) {
    NumberedStatus next = row.nextSummary();
    boolean same =
        row.published().filter(last -> last.says(next.status(), next.times())).isPresent();
    return same ? row : publishAmended(row, now);
  }

  /** Publishes the summary with what became of amendments, also where its state is the same. */
  RequestRecord publishAmended(RequestRecord row, Instant now) {
    NumberedStatus next = row.nextSummary();
    RequestRecord changed = row.withSummary(next);
    send(changed, null, next, now);
    return changed;
  }

  /** The standing order of a request, as it holds. */
  static StandingOrder order(ValidRequest request) {
    return StandingOrder.newBuilder()
        .setTenant(request.tenant())
        .setRequestId(request.requestId())
        .setSubjectKey(request.subjectKey())
        .setSubjectKeyId(request.subjectKeyId())
        .setGround(request.grounds().ground())
        .setReceivedAt(request.receivedAt())
        .setExtensions(Map.of())
        .build();
  }

  private void send(
      RequestRecord row, @Nullable String model, NumberedStatus numbered, Instant now) {
    ValidRequest request = row.request();
    RequestStatus status = numbered.status();
    DeletionStatus published =
        (model == null ? ofAllModels(row) : DeletionStatus.newBuilder())
            .setTenant(request.tenant())
            .setRequestId(request.requestId())
            .setModel(model)
            .setState(status.state())
            .setSequence(numbered.sequence())
            .setSubjectKey(request.subjectKey())
            .setSubjectKeyId(request.subjectKeyId())
            .setContentDigest(request.contentDigest())
            .setForgetSetDigest(status.forgetSetDigest())
            .setJobId(status.jobId())
            .setAttempt(status.attempt())
            .setVersion(status.version())
            .setReason(status.reason())
            .setSetNumber(status.place().set())
            .setBesideSet(status.place().beside())
            .setAskedAt(request.receivedAt())
            .setReceivedAt(numbered.times().receivedAt())
            .setDeadline(numbered.times().deadline())
            .setChangedAt(now)
            .setGround(request.grounds().ground())
            .setNote(request.grounds().note())
            .setDecidedBy(request.grounds().decidedBy())
            .setExtensions(Map.of())
            .build();
    String key = model == null ? request.key() : request.key() + "/" + model;
    boolean first = model == null && numbered.sequence() == 1;
    List<String> told = first ? request.callbacks() : List.of();
    Record<String, RequestEffect> record =
        new Record<>(key, new RequestEffect.Publish(published, told), now.toEpochMilli());
    request.trace().putInto(record.headers());
    context.forward(record);
    log(published, request);
  }

  /** What the state over all models alone tells. */
  private static DeletionStatus.Builder ofAllModels(RequestRecord row) {
    return DeletionStatus.newBuilder()
        .setStanding(row.holds())
        .setWithdrawalAskedAt(row.asked().withdrawalAt())
        .setExtensionAskedUntil(row.asked().extendedTo())
        .setHoldsAsked(row.asked().holds())
        .setAmendments(row.amendments().told());
  }

  /**
   * A line a step: the first summary says that a request is in, and from there on the models'
   * states say all that summaries repeat.
   */
  private static void log(DeletionStatus status, ValidRequest request) {
    boolean accepted = status.getModel() == null && status.getSequence() == 1;
    boolean ofAModel = status.getModel() != null && status.getState() != RequestState.RECEIVED;
    if (!accepted && !ofAModel) {
      return;
    }
    LoggingEventBuilder line =
        LOGGER
            .atInfo()
            .setMessage(accepted ? "Request accepted" : "Request has a new state")
            .addKeyValue(LogKeys.REQUEST, request.key())
            .addKeyValue(LogKeys.STATE, status.getState())
            .addKeyValue(LogKeys.TRACE_ID, request.trace().traceId())
            .addKeyValue(LogKeys.SPAN_ID, request.trace().spanId());
    line = addIfKnown(line, LogKeys.MODEL, status.getModel());
    line = addIfKnown(line, LogKeys.FORGET_SET, status.getForgetSetDigest());
    line = addIfKnown(line, LogKeys.JOB, status.getJobId());
    line = addIfKnown(line, LogKeys.ATTEMPT, status.getAttempt());
    line = addIfKnown(line, LogKeys.VERSION, status.getVersion());
    line = addIfKnown(line, LogKeys.REASON, status.getReason());
    if (status.getModel() != null && status.getForgetSetDigest() != null) {
      Trace set = Trace.ofForgetSet(status.getModel(), status.getForgetSetDigest());
      line = line.addKeyValue(LogKeys.LINKED_TRACE_ID, set.traceId());
    }
    line.log();
  }
}
