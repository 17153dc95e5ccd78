// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.schemas.topic.Tenants;
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
    Supplier<Optional<SubjectKeys>> keys) {}
