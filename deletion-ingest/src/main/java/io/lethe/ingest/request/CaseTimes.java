// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.ValidRequest;
import java.time.Instant;
import java.util.Objects;

/**
 * When a case (a request with one model) began and must be done. The request's own times, but where
 * its standing order met a model that came later: nobody could have forgotten anything there
 * before.
 *
 * @param receivedAt when it began
 * @param deadline when it must be done
 */
public record CaseTimes(Instant receivedAt, Instant deadline) {
  /** Checks presence. */
  public CaseTimes {
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(deadline, "deadline");
  }

  static CaseTimes of(ValidRequest request) {
    return new CaseTimes(request.receivedAt(), request.deadline());
  }
}
