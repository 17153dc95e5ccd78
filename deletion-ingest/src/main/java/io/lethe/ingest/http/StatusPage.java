// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import java.util.List;

/**
 * Where a request stands, in all and with each model, and why the same id was refused: a request
 * that was only ever refused is REJECTED, which is no state of those that were accepted.
 */
final class StatusPage {
  static final String REJECTED = "REJECTED";

  private StatusPage() {}

  /** As JSON; one of the lists is not empty. */
  static ObjectNode of(
      String tenant,
      String requestId,
      List<StatusView.Seen> states,
      List<RejectedRequest> rejections) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("tenant", tenant);
    answer.put("requestId", requestId);
    if (states.isEmpty()) {
      answer.put("state", REJECTED);
      answer.put("reason", rejections.get(rejections.size() - 1).getMessage());
    }
    ArrayNode models = JsonNodeFactory.instance.arrayNode();
    for (StatusView.Seen seen : states) {
      DeletionStatus status = seen.status();
      answer.put("traceId", seen.trace().traceId());
      if (status.getModel() == null) {
        describe(status, answer);
        describeRequest(status, answer);
      } else {
        describe(status, models.addObject().put("model", status.getModel()));
      }
    }
    answer.set("models", models);
    ArrayNode refused = answer.putArray("rejections");
    rejections.forEach(rejection -> refused.add(rejection(rejection)));
    return answer;
  }

  static ObjectNode rejection(RejectedRequest rejection) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("reason", rejection.getReason().name())
        .put("message", rejection.getMessage())
        .put("rejectedAt", rejection.getRejectedAt().toString());
  }

  /** What holds for all models. */
  private static void describeRequest(DeletionStatus status, ObjectNode node) {
    node.put("ground", status.getGround());
    node.put("note", status.getNote());
    node.put("decidedBy", status.getDecidedBy());
    node.put("standing", status.getStanding());
    ArrayNode amendments = node.putArray("amendments");
    for (AmendmentOutcome each : status.getAmendments()) {
      amendments
          .addObject()
          .put("amendmentId", each.getAmendmentId())
          .put("kind", each.getKind())
          .put("outcome", each.getOutcome())
          .put("reason", each.getReason())
          .put("decidedBy", each.getDecidedBy())
          .put("deadline", each.getDeadline() == null ? null : each.getDeadline().toString())
          .put("rule", each.getRule())
          .put("receivedAt", each.getReceivedAt().toString());
    }
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
}
