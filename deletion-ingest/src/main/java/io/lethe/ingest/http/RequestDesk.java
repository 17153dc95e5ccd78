// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.RequestContent;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests and puts them on the topic of their tenant. What is known to be refused later is
 * refused at once, and a request that was taken before gets the answer of then: from
 * deletion.status, and from memory what that does not tell yet.
 */
public final class RequestDesk {
  /** What is answered where Kafka is away. */
  public static final String UNAVAILABLE =
      "Kafka did not take the request; send it again, with its id";

  private static final Logger LOGGER = LoggerFactory.getLogger(RequestDesk.class);
  private static final int MAX_RECENT = 10_000;
  private static final String USED =
      "requestId was used before in this tenant with another content: subject, model, deadline,"
          + " ground, note, decidedBy or callbacks (so was the key or the event that it is made"
          + " of). The first request stands; give this one an id of its own";
  private static final String UNKNOWN_MODEL =
      "model is not registered; register it, name a registered one, or leave model out to reach"
          + " every registered model";

  private final Producer<String, DeletionRequest> producer;
  private final Tenants tenants;
  private final StatusView statuses;
  private final RejectionView rejections;
  private final Map<String, Taken> recent =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Taken> eldest) {
              return size() > MAX_RECENT;
            }
          });

  /**
   * A request, by its content's digest, and what is answered about it.
   *
   * @param refusals those of its id that left that free and were known when it was taken
   */
  private record Taken(
      String contentDigest, CompletableFuture<Answer> answer, List<RejectedRequest> refusals) {

    /** Whether the topology has refused it since in a way that leaves its id free. */
    boolean isFreedBy(List<RejectedRequest> now) {
      return !refusals.containsAll(now);
    }
  }

  /**
   * A desk that remembers what it took.
   *
   * @param producer to the tenants' topics of requests; owned by the caller
   * @param known whose requests are taken, and what became of them
   */
  public RequestDesk(Producer<String, DeletionRequest> producer, Knowledge known) {
    this.producer = producer;
    this.tenants = known.tenants();
    this.statuses = known.statuses();
    this.rejections = known.rejections();
  }

  /**
   * Takes one.
   *
   * @param request keeps the rules
   * @param trace what it has from here on, if it is new
   * @param keys make the subject's key
   * @param unknownModels true for a model that is not registered
   * @return the answer, as soon as Kafka has taken it
   */
  public CompletableFuture<Answer> take(
      DeletionRequest request, Trace trace, SubjectKeys keys, Predicate<String> unknownModels) {
    if (!tenants.contains(request.getTenant())) {
      return CompletableFuture.completedFuture(
          Answer.refused(422, request, unknownTenant(request.getTenant())));
    }
    String key = request.getTenant() + "/" + request.getRequestId();
    Taken mine =
        new Taken(
            RequestContent.digest(keys.keyOf(request.getSubjectId()), request),
            new CompletableFuture<>(),
            freeing(request));
    Optional<Taken> before = seen(request).or(() -> remembered(key, mine.refusals()));
    if (before.isEmpty()) {
      if (request.getModel() != null && unknownModels.test(request.getModel())) {
        return CompletableFuture.completedFuture(Answer.refused(422, request, UNKNOWN_MODEL));
      }
      before = Optional.ofNullable(recent.putIfAbsent(key, mine));
    }
    if (before.isPresent()) {
      return before.get().contentDigest().equals(mine.contentDigest())
          ? before.get().answer()
          : CompletableFuture.completedFuture(Answer.refused(409, request, USED));
    }
    send(request, trace, key, mine);
    return mine.answer();
  }

  /** Why a tenant's requests and amendments are not taken; others' names are not told. */
  static String unknownTenant(String tenant) {
    return "tenant '"
        + tenant
        + "' is none of this intake's; name one that is, or have it stated under tenants in the"
        + " intake's configuration";
  }

  /** What the topology has accepted. */
  private Optional<Taken> seen(DeletionRequest request) {
    return statuses.find(request.getTenant(), request.getRequestId()).stream()
        .filter(seen -> seen.status().getContentDigest() != null)
        .findFirst()
        .map(
            seen ->
                new Taken(
                    seen.status().getContentDigest(),
                    CompletableFuture.completedFuture(Answer.accepted(request, seen.trace())),
                    List.of()));
  }

  /** Others of its id may have been refused after it for something else: they do not count. */
  private List<RejectedRequest> freeing(DeletionRequest request) {
    return rejections.find(request.getTenant(), request.getRequestId()).stream()
        .filter(RejectionView::freesId)
        .toList();
  }

  /** What was sent a moment ago, unless its id is free again: it must then be sent once more. */
  private Optional<Taken> remembered(String key, List<RejectedRequest> freeing) {
    Optional<Taken> taken = Optional.ofNullable(recent.get(key));
    taken.filter(each -> each.isFreedBy(freeing)).ifPresent(freed -> recent.remove(key, freed));
    return taken.filter(each -> !each.isFreedBy(freeing));
  }

  private void send(DeletionRequest request, Trace trace, String key, Taken mine) {
    ProducerRecord<String, DeletionRequest> message =
        new ProducerRecord<>(
            Topics.DELETION_REQUESTS.of(request.getTenant()).name(),
            request.getSubjectId(),
            request);
    trace.putInto(message.headers());
    try {
      Future<RecordMetadata> unused = // the callback hears of it
          producer.send(
              message,
              (metadata, failure) -> {
                if (failure == null) {
                  mine.answer().complete(Answer.accepted(request, trace));
                } else {
                  notSent(request, trace, key, mine, failure);
                }
              });
    } catch (RuntimeException e) {
      // No metadata, no schema registry, a producer that is closed: the caller may try again.
      notSent(request, trace, key, mine, e);
    }
  }

  /** The cause's message may quote the record, so only its type is told. */
  private void notSent(
      DeletionRequest request, Trace trace, String key, Taken mine, Exception cause) {
    recent.remove(key, mine);
    LOGGER
        .atError()
        .setMessage("Request not sent to Kafka")
        .addKeyValue(LogKeys.REQUEST, key)
        .addKeyValue(LogKeys.TRACE_ID, trace.traceId())
        .addKeyValue(LogKeys.SPAN_ID, trace.spanId())
        .addKeyValue(LogKeys.CAUSE, cause.getClass())
        .log();
    mine.answer().complete(Answer.refused(503, request, UNAVAILABLE));
  }
}
