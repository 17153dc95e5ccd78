// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.ingest.intake.RequestTrace;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/deletions} takes a request by HTTP and puts it on deletion.requests; {@code GET
 * /v1/deletions/{tenant}/{requestId}} tells where it stands. Answers never repeat the subject's id.
 */
public final class IntakeRoutes {
  private static final Logger LOGGER = LoggerFactory.getLogger(IntakeRoutes.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Producer<String, DeletionRequest> producer;
  private final StatusView view;
  private final Clock clock;
  private final Duration sendPatience;

  /**
   * Wires the routes.
   *
   * @param producer to deletion.requests; owned by the caller
   * @param view answers where requests stand
   * @param clock stamps requests
   * @param sendPatience how long a caller waits for Kafka
   */
  public IntakeRoutes(
      Producer<String, DeletionRequest> producer,
      StatusView view,
      Clock clock,
      Duration sendPatience) {
    this.producer = producer;
    this.view = view;
    this.clock = clock;
    this.sendPatience = sendPatience;
  }

  /**
   * Adds the routes.
   *
   * @param config of the server
   */
  public void addTo(JavalinConfig config) {
    config.routes.post("/v1/deletions", this::post);
    config.routes.get("/v1/deletions/{tenant}/{requestId}", this::get);
  }

  private void post(Context http) {
    DeletionRequest request;
    try {
      request = RequestBody.parse(http.bodyAsBytes(), clock.instant());
    } catch (BadRequestException e) {
      problem(http, 400, e.rules());
      return;
    }
    Trace trace =
        RequestTrace.of(
            Trace.of(http.header(Trace.TRACEPARENT), http.header(Trace.TRACESTATE)),
            request.getSubjectId(),
            request.getTenant(),
            request.getRequestId());
    if (!send(request, trace)) {
      problem(http, 503, List.of("Kafka did not take the request; send it again, with its id"));
      return;
    }
    ObjectNode answer = MAPPER.createObjectNode();
    answer.put("tenant", request.getTenant());
    answer.put("requestId", request.getRequestId());
    answer.put("traceId", trace.traceId());
    answer.put("status", "/v1/deletions/" + request.getTenant() + "/" + request.getRequestId());
    json(http, 202, answer);
  }

  private boolean send(DeletionRequest request, Trace trace) {
    ProducerRecord<String, DeletionRequest> message =
        new ProducerRecord<>(Topics.DELETION_REQUESTS.name(), request.getSubjectId(), request);
    trace.putInto(message.headers());
    try {
      producer.send(message).get(sendPatience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      notSent(request, trace, e.getCause() == null ? e : e.getCause());
      return false;
    } catch (RuntimeException e) {
      // No metadata, no schema registry, a producer that is closed: the caller may try again.
      notSent(request, trace, e);
      return false;
    }
  }

  /** The cause's message may quote the record, so only its type is told. */
  private static void notSent(DeletionRequest request, Trace trace, Throwable cause) {
    LOGGER
        .atError()
        .setMessage("Request not sent to Kafka")
        .addKeyValue(LogKeys.REQUEST, request.getTenant() + "/" + request.getRequestId())
        .addKeyValue(LogKeys.TRACE_ID, trace.traceId())
        .addKeyValue(LogKeys.SPAN_ID, trace.spanId())
        .addKeyValue(LogKeys.CAUSE, cause.getClass())
        .log();
  }

  private void get(Context http) {
    String tenant = http.pathParam("tenant");
    String requestId = http.pathParam("requestId").toLowerCase(Locale.ROOT);
    if (!RequestRules.isName(tenant) || !RequestRules.isRequestId(requestId)) {
      problem(http, 400, List.of("the path must be /v1/deletions/{tenant}/{UUID of the request}"));
      return;
    }
    List<StatusView.Seen> states = view.find(tenant, requestId);
    if (states.isEmpty()) {
      problem(
          http,
          404,
          List.of(
              "no such request is known; it may not have been read yet, or was refused: see the"
                  + " topic deletion.rejected"));
      return;
    }
    ObjectNode answer = MAPPER.createObjectNode();
    answer.put("tenant", tenant);
    answer.put("requestId", requestId);
    ArrayNode models = MAPPER.createArrayNode();
    for (StatusView.Seen seen : states) {
      DeletionStatus status = seen.status();
      answer.put("traceId", seen.trace().traceId());
      if (status.getModel() == null) {
        describe(status, answer);
      } else {
        describe(status, models.addObject().put("model", status.getModel()));
      }
    }
    answer.set("models", models);
    json(http, 200, answer);
  }

  private static void describe(DeletionStatus status, ObjectNode node) {
    node.put("state", status.getState().name());
    node.put("sequence", status.getSequence());
    node.put("forgetSetDigest", status.getForgetSetDigest());
    if (status.getModel() != null && status.getForgetSetDigest() != null) {
      Trace set = Trace.ofForgetSet(status.getModel(), status.getForgetSetDigest());
      node.put("linkedTraceId", set.traceId());
    }
    node.put("jobId", status.getJobId());
    node.put("attempt", status.getAttempt());
    node.put("version", status.getVersion());
    node.put("reason", status.getReason());
    node.put("receivedAt", status.getReceivedAt().toString());
    node.put("deadline", status.getDeadline().toString());
    node.put("changedAt", status.getChangedAt().toString());
  }

  private static void problem(Context http, int code, List<String> rules) {
    ObjectNode answer = MAPPER.createObjectNode();
    ArrayNode list = answer.putArray("problems");
    rules.forEach(list::add);
    json(http, code, answer);
  }

  private static void json(Context http, int code, ObjectNode body) {
    http.status(code).contentType("application/json").result(body.toString());
  }
}
