// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model's sets make of an amendment, on its way to the request's own row.
 *
 * @param model the model
 * @param requestKey tenant/requestId
 * @param amendmentId the amendment
 * @param rule why it is not taken, null where it is
 * @param times of the case from now on, where they change; else null
 * @param answeredAt since when
 */
public record AmendmentAnswer(
    String model,
    String requestKey,
    String amendmentId,
    @Nullable String rule,
    @Nullable CaseTimes times,
    Instant answeredAt) {
  /** Checks presence. */
  public AmendmentAnswer {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requestKey, "requestKey");
    Objects.requireNonNull(amendmentId, "amendmentId");
    Objects.requireNonNull(answeredAt, "answeredAt");
  }
}
