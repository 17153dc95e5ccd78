// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.view;

import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import org.jspecify.annotations.Nullable;

/**
 * What the registry decided on a report.
 *
 * @param jobId the job
 * @param attempt the job's attempt
 * @param decision PROMOTED, REJECTED or INCONCLUSIVE
 * @param forgetSetDigest the set to forget
 * @param candidateDigest the candidate
 * @param version the version that it became; null unless promoted
 * @param decidedAtMillis when, milliseconds since the epoch, UTC
 * @param pageDigest the report's page, SHA-256; null where it has none
 * @param pageUri where the page lies in the artifact store; null with it
 */
public record DecidedReport(
    String jobId,
    int attempt,
    ModelEventType decision,
    String forgetSetDigest,
    String candidateDigest,
    @Nullable Long version,
    long decidedAtMillis,
    @Nullable String pageDigest,
    @Nullable String pageUri) {

  static boolean isIn(ModelEvent event) {
    return switch (event.getType()) {
      case PROMOTED, REJECTED, INCONCLUSIVE -> true;
      default -> false;
    };
  }

  static DecidedReport of(ModelEvent event) {
    return new DecidedReport(
        event.getJobId(),
        event.getAttempt(),
        event.getType(),
        event.getForgetSetDigest(),
        event.getDigest(),
        event.getVersion(),
        event.getOccurredAt().toEpochMilli(),
        event.getPageDigest(),
        event.getPageUri());
  }
}
