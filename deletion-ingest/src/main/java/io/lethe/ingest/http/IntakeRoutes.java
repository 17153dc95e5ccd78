// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.RequestTrace;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.Role;
import io.lethe.kit.http.OpenApi;
import io.lethe.kit.http.Problems;
import io.lethe.kit.http.Reception;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RejectedRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * {@code POST /v1/deletions} takes a request by HTTP, as JSON or as an event, and puts it on the
 * topic of its tenant; {@code POST /v1/deletions:batch} takes one a line; {@code GET
 * /v1/deletions/{tenant}/{requestId}} tells where it stands; {@code GET /openapi.json} says all
 * this to programs.
 */
public final class IntakeRoutes {
  private static final String BATCH = Answer.PATH + ":batch";
  static final Role[] SENDERS = {Role.REQUESTER, Role.OPERATOR};

  /** What is answered where nothing is known yet. */
  public static final String STARTING =
      "the intake is still starting; ask again when /health/ready says so";

  private final Knowledge known;
  private final Clock clock;
  private final Duration sendPatience;
  private final RequestDesk desk;
  private final OpenApi openApi = OpenApi.beside(IntakeRoutes.class);

  /** One call's circumstances. */
  private record Call(
      SubjectKeys keys, Optional<Trace> trace, RequestBody body, Predicate<String> unknownModels) {}

  /**
   * Wires the routes.
   *
   * @param desk takes requests
   * @param known answers where requests stand, and what would be refused
   * @param clock stamps requests
   * @param sendPatience how long a caller waits for Kafka
   */
  public IntakeRoutes(RequestDesk desk, Knowledge known, Clock clock, Duration sendPatience) {
    this.known = known;
    this.clock = clock;
    this.sendPatience = sendPatience;
    this.desk = desk;
  }

  /**
   * Adds the routes.
   *
   * @param config of the server
   */
  public void addTo(JavalinConfig config) {
    config.routes.post(Answer.PATH, http -> answering(http, this::post), SENDERS);
    config.routes.post(BATCH, http -> answering(http, this::batch), SENDERS);
    config.routes.get(RequestPath.TEMPLATE, this::get, Role.REQUESTER, Role.OPERATOR, Role.AUDITOR);
    openApi.addTo(config);
  }

  /** A route that may refuse. */
  @FunctionalInterface
  private interface Route {
    void answer(Context http, Call call) throws RefusedException;
  }

  private void answering(Context http, Route route) {
    Optional<SubjectKeys> keys = known.keys().get();
    if (keys.isEmpty()) {
      Problems.answer(http, 503, List.of(STARTING));
      return;
    }
    Call call =
        new Call(
            keys.get(),
            Trace.of(http.header(Trace.TRACEPARENT), http.header(Trace.TRACESTATE)),
            new RequestBody(keys.get(), clock.instant(), Reception.caller(http)),
            known.unknownModels().get());
    try {
      route.answer(http, call);
    } catch (RefusedException e) {
      Problems.answer(http, e.status(), e.rules());
    }
  }

  private void post(Context http, Call call) throws RefusedException {
    String type = type(http, ContentType.JSON, CloudEvent.STRUCTURED);
    Optional<RequestKey> key = RequestKey.ofHeader(http.header(RequestKey.HEADER));
    Map<String, String> headers = http.headerMap();
    byte[] body = http.bodyAsBytes();
    ObjectNode fields;
    boolean structured = type.equals(CloudEvent.STRUCTURED);
    if (structured || CloudEvent.isBinary(headers)) {
      CloudEvent event =
          structured ? CloudEvent.structured(body) : CloudEvent.binary(headers, body);
      if (key.isPresent()) {
        throw RefusedException.badRequest(
            RequestKey.HEADER + " must be left out of an event, whose source and id name it");
      }
      key = Optional.of(event.key());
      fields = event.data();
    } else {
      fields = RequestJson.object(body);
    }
    Answer answer = await(take(call.body().read(fields, key), call), deadline());
    if (answer.status() == 202) {
      http.header("Location", answer.body().path("location").asText());
    }
    json(http, answer.status(), answer.body());
  }

  private void batch(Context http, Call call) throws RefusedException {
    type(http, NdJson.TYPE);
    if (CloudEvent.isBinary(http.headerMap())) {
      throw RefusedException.badRequest("a batch is no event; leave out the headers ce-…");
    }
    Optional<RequestKey> key = RequestKey.ofHeader(http.header(RequestKey.HEADER));
    List<byte[]> lines = NdJson.lines(http.bodyAsBytes());
    long deadline = deadline();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (byte[] line : lines) {
      int number = answers.size() + 1;
      answers.add(line(line, key.map(name -> name.ofLine(number)), call, deadline));
    }
    StringBuilder told = new StringBuilder();
    for (int i = 0; i < answers.size(); i++) {
      told.append(await(answers.get(i), deadline).ofLine(i + 1)).append('\n');
    }
    http.status(200).contentType(NdJson.TYPE).result(told.toString());
  }

  private CompletableFuture<Answer> line(
      byte[] line, Optional<RequestKey> key, Call call, long deadline) {
    if (System.nanoTime() > deadline) {
      return new CompletableFuture<>(); // Kafka is away: it was waited for long enough
    }
    try {
      return take(call.body().read(RequestJson.object(line), key), call);
    } catch (RefusedException e) {
      return CompletableFuture.completedFuture(Answer.of(e));
    }
  }

  private CompletableFuture<Answer> take(DeletionRequest request, Call call) {
    Trace trace =
        RequestTrace.of(
            call.trace(), request.getSubjectId(), request.getTenant(), request.getRequestId());
    return desk.take(request, trace, call.keys(), call.unknownModels());
  }

  private long deadline() {
    return System.nanoTime() + sendPatience.toNanos();
  }

  private static Answer await(CompletableFuture<Answer> answer, long deadline) {
    return Awaited.within(answer, Duration.ofNanos(deadline - System.nanoTime()))
        .orElseGet(() -> Answer.of(new RefusedException(503, List.of(RequestDesk.UNAVAILABLE))));
  }

  private void get(Context http) {
    try {
      RequestPath path = RequestPath.of(http);
      Caller caller = Reception.caller(http);
      requireWhatItShows(caller);
      // another tenant's request is answered as one that nobody sent
      boolean mayKnow = caller.maySee(path.tenant());
      List<StatusView.Seen> states =
          mayKnow ? known.statuses().find(path.tenant(), path.requestId()) : List.of();
      List<RejectedRequest> rejections =
          mayKnow ? known.rejections().find(path.tenant(), path.requestId()) : List.of();
      if (!states.isEmpty() || rejections.stream().anyMatch(RejectionView::isOfRequest)) {
        json(http, 200, page(caller, path, states, rejections));
        return;
      }
      throw known.caughtUp().getAsBoolean()
          ? new RefusedException(404, List.of(RequestPath.UNKNOWN))
          : new RefusedException(503, List.of(STARTING));
    } catch (RefusedException e) {
      Problems.answer(http, e.status(), e.rules());
    }
  }

  /** Half of what is known would show who sent a request more than all of it. */
  private void requireWhatItShows(Caller caller) throws RefusedException {
    if (caller.role() == Role.REQUESTER && !known.caughtUp().getAsBoolean()) {
      throw new RefusedException(503, List.of(STARTING));
    }
  }

  private ObjectNode page(
      Caller caller,
      RequestPath path,
      List<StatusView.Seen> states,
      List<RejectedRequest> rejections) {
    return caller.role() == Role.REQUESTER
        ? RequesterPage.of(path, states, rejections, known.sets(), clock.instant())
        : StatusPage.of(path.tenant(), path.requestId(), states, rejections);
  }

  /** The content type, if it is one of these. */
  private static String type(Context http, String... taken) throws RefusedException {
    boolean batch = http.path().equals(BATCH);
    String besides =
        "; %s takes %s".formatted(batch ? Answer.PATH : BATCH, batch ? "one request" : NdJson.TYPE);
    return ContentType.require(http, besides, taken);
  }

  private static void json(Context http, int code, ObjectNode body) {
    http.status(code).contentType(Problems.JSON).result(body.toString());
  }
}
