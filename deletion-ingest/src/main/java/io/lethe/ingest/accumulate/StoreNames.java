// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

/**
 * Names of the stores that the accumulation of sets works with.
 *
 * @param models {@link ModelState} by model
 * @param sets {@link SetRow} by model/set
 * @param setRequests requests by model/set/tenant/requestId
 * @param subjects {@link SubjectRow} by model/subject key
 * @param tenantDays {@link io.lethe.ingest.limit.TenantDay} by model/tenant
 * @param datasetSubjects global table of registered subjects and end markers
 */
public record StoreNames(
    String models,
    String sets,
    String setRequests,
    String subjects,
    String tenantDays,
    String datasetSubjects) {}
