// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.kit.trace.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed the intake: everything but the subject's id, which goes no further.
 *
 * @param tenant who asks
 * @param requestId UUID in lower case, unique within the tenant
 * @param subjectKey HMAC of the subject's id, hexadecimal
 * @param subjectKeyId which HMAC key made it
 * @param model the model named, null for every registered model
 * @param receivedAt when the broker took it
 * @param deadline when it must be done
 * @param grounds why it is due, as its sender says
 * @param callbacks addresses that are told of its changes
 * @param contentDigest SHA-256 over what makes two requests equal, {@link RequestContent}
 * @param source where it came from
 * @param trace the one that finds everything about it
 */
public record ValidRequest(
    String tenant,
    String requestId,
    String subjectKey,
    String subjectKeyId,
    @Nullable String model,
    Instant receivedAt,
    Instant deadline,
    Grounds grounds,
    List<String> callbacks,
    String contentDigest,
    SourceRecord source,
    Trace trace) {

  /** Checks that only the model may be absent. */
  public ValidRequest {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(subjectKey, "subjectKey");
    Objects.requireNonNull(subjectKeyId, "subjectKeyId");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(grounds, "grounds");
    callbacks = List.copyOf(callbacks);
    Objects.requireNonNull(contentDigest, "contentDigest");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(trace, "trace");
  }

  /**
   * The request's identity.
   *
   * @return tenant/requestId
   */
  public String key() {
    return tenant + "/" + requestId;
  }

  /**
   * The same request with more time.
   *
   * @param extended the new deadline
   */
  public ValidRequest until(Instant extended) {
    return new ValidRequest(
        tenant,
        requestId,
        subjectKey,
        subjectKeyId,
        model,
        receivedAt,
        extended,
        grounds,
        callbacks,
        contentDigest,
        source,
        trace);
  }

  /**
   * The model that the request names.
   *
   * @return empty for every registered model
   */
  public Optional<String> namedModel() {
    return Optional.ofNullable(model);
  }
}
