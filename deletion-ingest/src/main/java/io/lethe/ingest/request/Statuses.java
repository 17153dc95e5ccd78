package io.lethe.ingest.request;

import io.lethe.ingest.intake.ValidRequest;
import io.lethe.schemas.DeletionStatus;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Publishes states of a request: per model, and the summary whenever that changes. */
final class Statuses {
  private final ProcessorContext<String, RequestEffect> context;

  Statuses(ProcessorContext<String, RequestEffect> context) {
    this.context = context;
  }

  /** Records and publishes news from one model; news that says nothing new is dropped. */
  RequestRecord apply(RequestRecord row, String model, Standing standing, Instant now) {
    Progress before = row.models().get(model);
    if (before != null && before.standing().equals(standing)) {
      return row;
    }
    RequestRecord changed = row.with(model, standing);
    publish(changed, model, changed.models().get(model), now);
    return changed;
  }

  /** Draws the summary and publishes it if it differs from the last one. */
  RequestRecord summarise(RequestRecord row, Instant now) {
    Standing least = row.leastAdvanced();
    if (row.published().map(Progress::standing).filter(least::equals).isPresent()) {
      return row;
    }
    RequestRecord changed = row.withSummary(least);
    publish(changed, null, changed.summary(), now);
    return changed;
  }

  private void publish(RequestRecord row, String model, Progress progress, Instant now) {
    ValidRequest request = row.request();
    Standing standing = progress.standing();
    DeletionStatus status =
        DeletionStatus.newBuilder()
            .setTenant(request.tenant())
            .setRequestId(request.requestId())
            .setModel(model)
            .setState(standing.state())
            .setSequence(progress.sequence())
            .setSubjectKey(request.subjectKey())
            .setSubjectKeyId(request.subjectKeyId())
            .setForgetSetDigest(standing.forgetSetDigest())
            .setJobId(standing.jobId())
            .setAttempt(standing.attempt())
            .setVersion(standing.version())
            .setReason(standing.reason())
            .setReceivedAt(request.receivedAt())
            .setDeadline(request.deadline())
            .setChangedAt(now)
            .setExtensions(Map.of())
            .build();
    String key = model == null ? request.key() : request.key() + "/" + model;
    context.forward(new Record<>(key, new RequestEffect.Publish(status), now.toEpochMilli()));
  }
}
