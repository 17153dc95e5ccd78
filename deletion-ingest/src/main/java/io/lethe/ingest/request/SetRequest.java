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
 * @param receivedAt when the broker took it, or when its standing order was offered to the model
 * @param deadline when it must be done
 * @param origin how it came to the model
 */
public record SetRequest(
    String tenant,
    String requestId,
    String subjectKey,
    String subjectKeyId,
    Instant receivedAt,
    Instant deadline,
    Origin origin) {

  /** How a request came to a model. */
  public enum Origin {
    /** The model was there when the request came. */
    ASKED,
    /**
     * A standing order, and nothing is said yet: it is a case where the dataset knows the subject.
     */
    OFFERED,
    /** A standing order that became a case. */
    STANDING
  }

  /** Checks presence. */
  public SetRequest {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(subjectKey, "subjectKey");
    Objects.requireNonNull(subjectKeyId, "subjectKeyId");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(origin, "origin");
  }

  static SetRequest of(ValidRequest request) {
    return of(request, CaseTimes.of(request), Origin.ASKED);
  }

  /** A request whose standing order is offered to a model that came later. */
  static SetRequest offered(ValidRequest request, CaseTimes times) {
    return of(request, times, Origin.OFFERED);
  }

  private static SetRequest of(ValidRequest request, CaseTimes times, Origin origin) {
    return new SetRequest(
        request.tenant(),
        request.requestId(),
        request.subjectKey(),
        request.subjectKeyId(),
        times.receivedAt(),
        times.deadline(),
        origin);
  }

  /**
   * The same once its state was told: an offer has become a case.
   *
   * @return the request
   */
  public SetRequest told() {
    return origin == Origin.OFFERED
        ? new SetRequest(
            tenant, requestId, subjectKey, subjectKeyId, receivedAt, deadline, Origin.STANDING)
        : this;
  }

  /**
   * When its case began and must be done.
   *
   * @return the times
   */
  public CaseTimes times() {
    return new CaseTimes(receivedAt, deadline);
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
