// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.work.WorkIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Begins a model's next event: number, time, and the epoch that stays unless the pointer moves. */
final class EventDraft {
  private EventDraft() {}

  static ModelEvent.Builder next(ModelAggregate state, ModelEventType type, Instant now) {
    return ModelEvent.newBuilder()
        .setType(type)
        .setModel(state.model())
        .setSequence(state.head().sequence() + 1)
        .setOccurredAt(now.truncatedTo(ChronoUnit.MILLIS))
        .setChampionEpoch(state.lifecycle().championEpoch());
  }

  /**
   * Something was asked for, or claimed, that must not have an effect: said aloud, then ignored.
   */
  static ModelEvent.Builder refused(ModelAggregate state, Instant now, String reason) {
    return next(state, ModelEventType.COMMAND_REFUSED, now)
        .setReason(TextLimit.MESSAGE.cut(reason));
  }

  /** The same about a piece of work, which is named where that can be done by digests. */
  static ModelEvent refused(ModelAggregate state, WorkIdentity work, Instant now, String reason) {
    ModelEvent.Builder refused = refused(state, now, reason);
    return (work.isNamedByDigests() ? work.applyTo(refused) : refused).build();
  }
}
