package io.lethe.ingest.request;

import java.time.Instant;
import java.util.Objects;

/**
 * News about one request from one model's sets, on its way to the request's own row.
 *
 * @param model the model
 * @param requestKey tenant/requestId
 * @param standing where it stands now
 * @param changedAt since when
 */
public record StatusChange(String model, String requestKey, RequestStatus standing, Instant changedAt) {
  /** Checks presence. */
  public StatusChange {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requestKey, "requestKey");
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(changedAt, "changedAt");
  }
}
