// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import java.time.Instant;
import java.util.Objects;

/**
 * A new status of one request from one model's sets, on its way to the request's own row.
 *
 * @param model the model
 * @param requestKey tenant/requestId
 * @param status the new status
 * @param times of the case
 * @param changedAt since when
 */
public record StatusChange(
    String model, String requestKey, RequestStatus status, CaseTimes times, Instant changedAt) {
  /** Checks presence. */
  public StatusChange {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requestKey, "requestKey");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(changedAt, "changedAt");
  }
}
