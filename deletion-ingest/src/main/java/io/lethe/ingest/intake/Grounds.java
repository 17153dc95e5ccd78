// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.schemas.DeletionRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is due, as its sender says: nothing follows from it here, people read it.
 *
 * @param ground letter of Art. 17(1) GDPR, null where none was named
 * @param note what is to be kept with the request, null if nothing
 * @param decidedBy who decided, null where nobody was named
 */
public record Grounds(@Nullable String ground, @Nullable String note, @Nullable String decidedBy) {
  /** Of a request that keeps {@link RequestRules}. */
  static Grounds of(DeletionRequest request) {
    return new Grounds(request.getGround(), request.getNote(), request.getDecidedBy());
  }

  /** All of it as one text, unlike that of any other. */
  String text() {
    String kept = Objects.requireNonNullElse(note, "");
    return Objects.requireNonNullElse(ground, "")
        + "\n"
        + kept.length()
        + "\n"
        + kept
        + "\n"
        + Objects.requireNonNullElse(decidedBy, "");
  }
}
