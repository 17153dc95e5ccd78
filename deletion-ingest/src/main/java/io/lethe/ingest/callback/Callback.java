// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.ingest.http.RequesterState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * What one address is told of one request, in OpenDSR's words.
 *
 * @param tenant of the request: the controller
 * @param requestId of the request
 * @param address whom to tell
 * @param state as a requester sees it
 * @param deadline when the request must be done
 */
public record Callback(
    String tenant, String requestId, String address, RequesterState state, Instant deadline) {
  /** Checks presence. */
  public Callback {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(deadline, "deadline");
  }

  /** The JSON that is sent, and signed byte by byte. */
  byte[] body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("controller_id", tenant)
        .put("expected_completion_time", deadline.toString())
        .put("status_callback_url", address)
        .put("subject_request_id", requestId)
        .put("request_status", state.word());
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
