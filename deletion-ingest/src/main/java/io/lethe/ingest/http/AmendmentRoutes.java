// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.Role;
import io.lethe.kit.http.Problems;
import io.lethe.kit.http.Reception;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST} below a request's path to {@code /withdrawal}, {@code /hold}, {@code /hold-release}
 * and {@code /extension} puts an amendment of it on its tenant's topic; what becomes of it, {@code
 * GET} of the request tells. An operator amends, and is told what a request does not take. Who sent
 * a request withdraws it, and is answered the same whatever was found: what a request takes depends
 * on that.
 *
 * <p>Why: docs/decisions/0043-a-request-can-be-amended-until-its-set-is-sealed.md.
 */
public final class AmendmentRoutes {
  private final Knowledge known;
  private final Clock clock;
  private final Duration sendPatience;
  private final AmendmentDesk desk;

  /**
   * Wires the routes.
   *
   * @param desk takes amendments
   * @param known answers where requests stand
   * @param clock stamps amendments
   * @param sendPatience how long a caller waits for Kafka
   */
  public AmendmentRoutes(AmendmentDesk desk, Knowledge known, Clock clock, Duration sendPatience) {
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
    String request = RequestPath.TEMPLATE;
    config.routes.post(
        request + "/withdrawal", http -> post(http, AmendmentKind.WITHDRAW), IntakeRoutes.SENDERS);
    config.routes.post(request + "/hold", http -> post(http, AmendmentKind.HOLD), Role.OPERATOR);
    config.routes.post(
        request + "/hold-release", http -> post(http, AmendmentKind.RELEASE_HOLD), Role.OPERATOR);
    config.routes.post(
        request + "/extension", http -> post(http, AmendmentKind.EXTEND), Role.OPERATOR);
  }

  private void post(Context http, AmendmentKind kind) {
    Optional<SubjectKeys> keys = known.keys().get();
    if (keys.isEmpty()) {
      Problems.answer(http, 503, List.of(IntakeRoutes.STARTING));
      return;
    }
    try {
      answer(http, take(http, kind, keys.get()));
    } catch (RefusedException e) {
      Problems.answer(http, e.status(), e.rules());
    }
  }

  private DeletionAmendment take(Context http, AmendmentKind kind, SubjectKeys keys)
      throws RefusedException {
    RequestPath path = RequestPath.of(http);
    if (Reception.caller(http).maySee(path.tenant())) {
      desk.requireTaken(path.tenant()); // of others it is not told which there are
    }
    ContentType.require(http, "", ContentType.JSON);
    Optional<RequestKey> key = RequestKey.ofHeader(http.header(RequestKey.HEADER));
    Instant now = clock.instant();
    DeletionAmendment amendment =
        new AmendmentBody(path.tenant(), path.requestId(), kind, now)
            .read(RequestJson.object(http.bodyAsBytes()), key, keys);
    List<DeletionStatus> states = states(path, Reception.caller(http));
    AmendmentDesk.requireNoSubject(amendment, states.get(0).getSubjectKey(), keys);
    if (Reception.caller(http).role() != Role.REQUESTER) {
      if (AmendmentDesk.isKnown(amendment, states)) {
        return amendment;
      }
      AmendmentDesk.requireFit(amendment, states, now);
    }
    if (!Awaited.within(desk.send(amendment), sendPatience).orElse(false)) {
      throw new RefusedException(503, List.of(AmendmentDesk.UNAVAILABLE));
    }
    return amendment;
  }

  private List<DeletionStatus> states(RequestPath path, Caller caller) throws RefusedException {
    List<StatusView.Seen> seen =
        caller.maySee(path.tenant())
            ? known.statuses().find(path.tenant(), path.requestId())
            : List.of(); // as one that nobody sent
    List<DeletionStatus> states = seen.stream().map(StatusView.Seen::status).toList();
    if (states.isEmpty()) {
      throw known.caughtUp().getAsBoolean()
          ? new RefusedException(404, List.of(RequestPath.UNKNOWN))
          : new RefusedException(503, List.of(IntakeRoutes.STARTING));
    }
    return states;
  }

  private static void answer(Context http, DeletionAmendment amendment) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String location = Answer.PATH + "/" + amendment.getTenant() + "/" + amendment.getRequestId();
    body.put("tenant", amendment.getTenant());
    body.put("requestId", amendment.getRequestId());
    body.put("amendmentId", amendment.getAmendmentId());
    body.put("location", location);
    http.header("Location", location);
    http.status(202).contentType(Problems.JSON).result(body.toString());
  }
}
