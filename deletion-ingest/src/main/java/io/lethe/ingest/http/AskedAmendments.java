// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.HoldAsked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was asked about a request after it, whether any model took it or not, as its summary tells:
 * what its sender is shown follows from this alone, whoever the request is about.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 *
 * @param withdrawalAt when its withdrawal was first asked for; null where nobody did
 * @param extendedTo until when an extension was asked for; null where nobody did
 * @param holds those that were asked for before a withdrawal, the oldest first
 */
record AskedAmendments(
    @Nullable Instant withdrawalAt, @Nullable Instant extendedTo, List<HoldAsked> holds) {
  static final AskedAmendments NONE = new AskedAmendments(null, null, List.of());

  /** Copies the list. */
  AskedAmendments {
    holds = List.copyOf(holds);
  }

  static AskedAmendments of(Optional<DeletionStatus> summary) {
    return summary
        .map(
            each ->
                new AskedAmendments(
                    each.getWithdrawalAskedAt(),
                    each.getExtensionAskedUntil(),
                    each.getHoldsAsked()))
        .orElse(NONE);
  }

  /** When a case must be done, as if it had taken the extension. */
  Instant deadline(DeletionStatus status) {
    return extendedTo != null && extendedTo.isAfter(status.getDeadline())
        ? extendedTo
        : status.getDeadline();
  }
}
