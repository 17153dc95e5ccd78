// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.opendsr;

import static io.lethe.kit.access.Anybody.ANYBODY;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.TenantName;
import io.lethe.ingest.http.AmendmentDesk;
import io.lethe.ingest.http.Answer;
import io.lethe.ingest.http.Awaited;
import io.lethe.ingest.http.ContentType;
import io.lethe.ingest.http.Desks;
import io.lethe.ingest.http.IntakeRoutes;
import io.lethe.ingest.http.Knowledge;
import io.lethe.ingest.http.RefusedException;
import io.lethe.ingest.http.RejectionView;
import io.lethe.ingest.http.RequestDesk;
import io.lethe.ingest.http.RequestJson;
import io.lethe.ingest.http.RequestPath;
import io.lethe.ingest.http.RequesterPage;
import io.lethe.ingest.http.StatusView;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.ingest.intake.RequestTrace;
import io.lethe.ingest.intake.SubjectMention;
import io.lethe.kit.access.Role;
import io.lethe.kit.http.Problems;
import io.lethe.kit.http.Reception;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The intake as a processor of OpenDSR 2.0, below {@value #BASE}: {@code GET /discovery}, {@code
 * POST /requests}, and {@code GET} and {@code DELETE} of one of them. A request is the same record
 * as one of {@code POST /v1/deletions}, its status is what a requester sees of it, and its
 * cancellation a withdrawal, which is answered in the same way whatever becomes of it: the answer
 * must not tell who is in a dataset.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 */
public final class OpenDsrRoutes {
  /** What stands before every path. */
  public static final String BASE = "/opendsr/v2";

  static final String VERSION = "2.0";

  private static final String THE_SUBJECT = "the subject";
  private static final String REQUESTS = BASE + "/requests";
  private static final String REQUEST = REQUESTS + "/{requestId}";
  private static final Role[] SENDERS = {Role.REQUESTER, Role.OPERATOR};
  private static final String EXPECTED = "expected_completion_time";
  private static final String RECEIVED = "received_time";
  private static final String API_VERSION = "api_version";
  private static final int TAKEN = 202;

  private final Desks desks;
  private final Knowledge known;
  private final OpenDsrSettings settings;
  private final Clock clock;
  private final Times times;

  /**
   * How long things take.
   *
   * @param sendPatience how long a caller waits for Kafka
   * @param defaultDeadline when a request must be done, from its receipt
   */
  public record Times(Duration sendPatience, Period defaultDeadline) {}

  /**
   * Wires the routes.
   *
   * @param desks take what is asked
   * @param known answers where requests stand
   * @param settings as which processor it speaks
   * @param clock stamps requests
   * @param times how long things take
   */
  public OpenDsrRoutes(
      Desks desks, Knowledge known, OpenDsrSettings settings, Clock clock, Times times) {
    this.desks = desks;
    this.known = known;
    this.settings = settings;
    this.clock = clock;
    this.times = times;
  }

  /**
   * Adds the routes.
   *
   * @param config of the server
   */
  public void addTo(JavalinConfig config) {
    config.routes.get(BASE + "/discovery", http -> answer(http, 200, discovery()), ANYBODY);
    config.routes.post(REQUESTS, http -> answering(http, this::submit), SENDERS);
    config.routes.get(
        REQUEST,
        http -> answering(http, this::status),
        Role.REQUESTER,
        Role.OPERATOR,
        Role.AUDITOR);
    config.routes.delete(REQUEST, http -> answering(http, this::cancel), SENDERS);
  }

  /** A route that may refuse. */
  @FunctionalInterface
  private interface Route {
    void answer(Context http, SubjectKeys keys) throws RefusedException;
  }

  private void answering(Context http, Route route) {
    Optional<SubjectKeys> keys = known.keys().get();
    try {
      route.answer(
          http, keys.orElseThrow(() -> new RefusedException(503, List.of(IntakeRoutes.STARTING))));
    } catch (RefusedException e) {
      answer(http, e.status(), refusal(e));
    }
  }

  /** As everywhere at the intake, and besides in OpenDSR's form. */
  private static ObjectNode refusal(RefusedException refusal) {
    ObjectNode body = Problems.of(refusal.status(), refusal.rules());
    ObjectNode error = body.putObject("error").put("code", refusal.status());
    error.put("message", String.join("; ", refusal.rules()));
    ArrayNode errors = error.putArray("errors");
    refusal
        .rules()
        .forEach(
            rule ->
                errors
                    .addObject()
                    .put("domain", "request")
                    .put("reason", "refused")
                    .put("message", rule));
    return body;
  }

  private ObjectNode discovery() {
    ObjectNode body = object().put(API_VERSION, VERSION);
    body.putArray("supported_identities")
        .addObject()
        .put("identity_type", settings.identityType())
        .put("identity_format", OpenDsrBody.RAW);
    body.putArray("supported_subject_request_types").add(OpenDsrBody.ERASURE);
    settings.certificate().ifPresent(at -> body.put("processor_certificate", at));
    return body;
  }

  private void submit(Context http, SubjectKeys keys) throws RefusedException {
    ContentType.require(http, "", ContentType.JSON);
    byte[] sent = http.bodyAsBytes();
    Instant now = clock.instant();
    DeletionRequest request =
        new OpenDsrBody(settings, now).read(RequestJson.object(sent), tenant(http));
    RequestPath path = new RequestPath(request.getTenant(), request.getRequestId());
    Optional<DeletionStatus> before = summary(path);
    Trace trace =
        RequestTrace.of(
            Trace.of(http.header(Trace.TRACEPARENT), http.header(Trace.TRACESTATE)),
            request.getSubjectId(),
            path.tenant(),
            path.requestId());
    Answer answer =
        Awaited.within(
                desks.requests().take(request, trace, keys, known.unknownModels().get()),
                times.sendPatience())
            .orElseThrow(() -> new RefusedException(503, List.of(RequestDesk.UNAVAILABLE)));
    if (answer.status() != TAKEN) {
      throw new RefusedException(
          answer.status(), List.of(answer.body().at("/problems/0").asText()));
    }
    // as his page says, for the summary's own times may be those of a model that came later
    Instant received = before.map(DeletionStatus::getAskedAt).orElse(now);
    Instant expected =
        known
            .shown(path.tenant(), path.requestId(), now)
            .map(RequesterPage.Shown::deadline)
            .orElseGet(() -> RequestRules.after(received, times.defaultDeadline()));
    answer(
        http,
        201,
        about(path)
            .put(EXPECTED, expected.toString())
            .put(RECEIVED, received.toString())
            .put("encoded_request", Base64.getEncoder().encodeToString(sent)));
  }

  private void status(Context http, SubjectKeys keys) throws RefusedException {
    RequestPath path = path(http);
    List<StatusView.Seen> states = known.statuses().find(path.tenant(), path.requestId());
    List<RejectedRequest> refusals = refusals(path);
    requireKnown(!states.isEmpty() || !refusals.isEmpty());
    requireAllRead();
    ObjectNode page = RequesterPage.of(path, states, refusals, known.sets(), clock.instant());
    String ended = refusals.isEmpty() ? "" : refusals.get(0).getRejectedAt().toString();
    answer(
        http,
        200,
        about(path)
            .put(EXPECTED, page.path("deadline").asText(ended))
            .put("request_status", page.path("state").asText())
            .put(API_VERSION, VERSION));
  }

  /** Sent wherever the request stands: whether it is taken may tell whether somebody was found. */
  private void cancel(Context http, SubjectKeys keys) throws RefusedException {
    RequestPath path = path(http);
    desks.amendments().requireTaken(path.tenant());
    Optional<DeletionStatus> summary = summary(path);
    requireKnown(summary.isPresent());
    Instant now = clock.instant();
    DeletionAmendment cancellation =
        AmendmentDesk.cancellation(path, by(http, keys, summary.orElseThrow()), keys, now);
    boolean sent =
        Awaited.within(desks.amendments().send(cancellation), times.sendPatience()).orElse(false);
    if (!sent) {
      throw new RefusedException(503, List.of(AmendmentDesk.UNAVAILABLE));
    }
    answer(http, TAKEN, about(path).put(RECEIVED, now.toString()).put(API_VERSION, VERSION));
  }

  /**
   * Whose word it is; who cancels for himself may be called as the subject is, which goes no
   * further.
   */
  private static String by(Context http, SubjectKeys keys, DeletionStatus request) {
    String caller = Reception.caller(http).name();
    return SubjectMention.names(caller, keys, request.getSubjectKey()) ? THE_SUBJECT : caller;
  }

  private void requireKnown(boolean isKnown) throws RefusedException {
    if (!isKnown) {
      requireAllRead();
      throw new RefusedException(404, List.of(RequestPath.UNKNOWN));
    }
  }

  /** Half of what is known would show more than all of it. */
  private void requireAllRead() throws RefusedException {
    if (!known.caughtUp().getAsBoolean()) {
      throw new RefusedException(503, List.of(IntakeRoutes.STARTING));
    }
  }

  private Optional<DeletionStatus> summary(RequestPath path) {
    return known.statuses().find(path.tenant(), path.requestId()).stream()
        .map(StatusView.Seen::status)
        .findFirst();
  }

  private List<RejectedRequest> refusals(RequestPath path) {
    return known.rejections().find(path.tenant(), path.requestId()).stream()
        .filter(RejectionView::isOfRequest)
        .toList();
  }

  /** A requester is the controller of his tenant; whoever has none speaks for the default one. */
  private static String tenant(Context http) {
    return Reception.caller(http).tenant().orElse(TenantName.DEFAULT);
  }

  private static RequestPath path(Context http) throws RefusedException {
    String id = http.pathParam("requestId").toLowerCase(Locale.ROOT);
    if (!RequestRules.isRequestId(id)) {
      throw RefusedException.badRequest(
          "the path must be " + REQUESTS + "/{subject_request_id, a UUID}");
    }
    return new RequestPath(tenant(http), id);
  }

  private static ObjectNode about(RequestPath path) {
    return object().put("controller_id", path.tenant()).put("subject_request_id", path.requestId());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private void answer(Context http, int code, ObjectNode content) {
    byte[] body = content.toString().getBytes(StandardCharsets.UTF_8);
    settings.identity().headers(body).forEach(http::header);
    http.status(code).contentType(Problems.JSON).result(body);
  }
}
