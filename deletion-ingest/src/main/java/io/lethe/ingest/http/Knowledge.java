// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.schemas.topic.Tenants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the intake knows when it is asked by HTTP.
 *
 * @param tenants whose requests are taken
 * @param statuses where requests stand
 * @param rejections why requests were refused
 * @param sets where sealed sets stand
 * @param caughtUp whether all three were read up to what was there at the start
 * @param unknownModels a look at the models, for one call: true for one that is not registered
 * @param keys make subject keys; none while the service starts
 */
public record Knowledge(
    Tenants tenants,
    StatusView statuses,
    RejectionView rejections,
    SetView sets,
    BooleanSupplier caughtUp,
    Supplier<Predicate<String>> unknownModels,
    Supplier<Optional<SubjectKeys>> keys) {

  /**
   * What who sent a request is shown of it.
   *
   * @param tenant of the request
   * @param requestId its UUID in lower case
   * @param now when it is asked
   * @return empty where no such request is known, and while too little was read: half of what is
   *     known would show more than all of it
   */
  public Optional<RequesterPage.Shown> shown(String tenant, String requestId, Instant now) {
    List<StatusView.Seen> states = statuses.find(tenant, requestId);
    return states.isEmpty() || !caughtUp.getAsBoolean()
        ? Optional.empty()
        : Optional.of(RequesterPage.shown(states, sets, now));
  }
}
