// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.javalin.http.Context;
import io.lethe.domain.text.TenantName;
import io.lethe.ingest.intake.RequestRules;
import java.util.Locale;

/**
 * The request that a path names.
 *
 * @param tenant its tenant
 * @param requestId its UUID in lower case
 */
public record RequestPath(String tenant, String requestId) {
  /** Where a request stands. */
  static final String TEMPLATE = Answer.PATH + "/{tenant}/{requestId}";

  /** What is answered where none is known. */
  public static final String UNKNOWN =
      "no such request is known; ask again if it was sent in the last seconds";

  /**
   * The path's.
   *
   * @throws RefusedException if it names none
   */
  static RequestPath of(Context http) throws RefusedException {
    String tenant = http.pathParam("tenant");
    String requestId = http.pathParam("requestId").toLowerCase(Locale.ROOT);
    if (!TenantName.isOne(tenant) || !RequestRules.isRequestId(requestId)) {
      throw RefusedException.badRequest(
          "the path must be /v1/deletions/{tenant}/{UUID of the request}");
    }
    return new RequestPath(tenant, requestId);
  }
}
