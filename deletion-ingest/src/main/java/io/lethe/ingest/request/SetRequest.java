// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.ValidRequest;
import java.time.Instant;
import java.util.Objects;

/**
 * A request as one model's forget sets see it.
 *
 * @param tenant who asks
 * @param requestId UUID, unique within the tenant
 * @param subjectKey HMAC of the subject's id, hexadecimal
 * @param subjectKeyId which HMAC key made it
 * @param receivedAt when the broker took it
 * @param deadline when it must be done
 */
public record SetRequest(
    String tenant,
    String requestId,
    String subjectKey,
    String subjectKeyId,
    Instant receivedAt,
    Instant deadline) {

  /** Checks presence. */
  public SetRequest {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(subjectKey, "subjectKey");
    Objects.requireNonNull(subjectKeyId, "subjectKeyId");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(deadline, "deadline");
  }

  static SetRequest of(ValidRequest request) {
    return new SetRequest(
        request.tenant(),
        request.requestId(),
        request.subjectKey(),
        request.subjectKeyId(),
        request.receivedAt(),
        request.deadline());
  }

  /**
   * The request's identity.
   *
   * @return tenant/requestId
   */
  public String key() {
    return tenant + "/" + requestId;
  }
}
