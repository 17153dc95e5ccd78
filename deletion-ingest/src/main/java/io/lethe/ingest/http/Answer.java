// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.kit.http.Problems;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import java.util.List;

/**
 * What is answered about a request. It never repeats the subject's id.
 *
 * @param status HTTP's code
 * @param body JSON
 */
public record Answer(int status, ObjectNode body) {
  /** Where a request stands, below this path. */
  static final String PATH = "/v1/deletions";

  /** It is on its way, now or since it was asked for the first time. */
  static Answer accepted(DeletionRequest request, Trace trace) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("tenant", request.getTenant());
    body.put("requestId", request.getRequestId());
    body.put("traceId", trace.traceId());
    body.put("location", PATH + "/" + request.getTenant() + "/" + request.getRequestId());
    return new Answer(202, body);
  }

  /** It could be read, and is not taken. */
  static Answer refused(int status, DeletionRequest request, String rule) {
    ObjectNode body = Problems.of(status, List.of(rule));
    body.put("tenant", request.getTenant());
    body.put("requestId", request.getRequestId());
    return new Answer(status, body);
  }

  /** It could not be read. */
  static Answer of(RefusedException refusal) {
    return new Answer(refusal.status(), Problems.of(refusal.status(), refusal.rules()));
  }

  /** The same about a line of a batch. */
  ObjectNode ofLine(int number) {
    ObjectNode line =
        JsonNodeFactory.instance.objectNode().put("line", number).put("status", status);
    return line.setAll(body);
  }
}
