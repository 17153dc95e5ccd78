// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.http.RequesterPage;
import java.time.Instant;
import java.util.Optional;

/** What who sent a request is shown of it; it follows the sets of others too. */
@FunctionalInterface
public interface ShownState {
  /**
   * As it would be answered to him now.
   *
   * @param tenant of the request
   * @param requestId of the request
   * @param now when it is asked
   * @return empty where that cannot be said yet
   */
  Optional<RequesterPage.Shown> of(String tenant, String requestId, Instant now);
}
