// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.metrics.IngestMetrics.SealReason;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ForgetSetStored;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals open sets that are due, and takes what the artifact store answers to the intents. */
final class SetSealer {
  private static final Logger LOGGER = LoggerFactory.getLogger(SetSealer.class);

  private final ModelStores stores;
  private final SetIntents intents;
  private final SetStatusPublisher publisher;
  private final JobIssuer issuer;
  private final Policies policies;
  private final IngestMetrics metrics;

  SetSealer(
      ModelStores stores,
      SetIntents intents,
      SetStatusPublisher publisher,
      JobIssuer issuer,
      Policies policies,
      IngestMetrics metrics) {
    this.stores = stores;
    this.intents = intents;
    this.publisher = publisher;
    this.issuer = issuer;
    this.policies = policies;
    this.metrics = metrics;
  }

  void sealIfDue(ModelState state, Instant now) {
    if (state.openSet() == 0) {
      return;
    }
    SetRow known = stores.set(state.model(), state.openSet());
    // A time to come is that of a clock which was set back since: the set ages from now on.
    boolean wasSetBack = known.oldest().isAfter(now);
    SetRow set = wasSetBack ? known.withOldest(now) : known;
    if (wasSetBack) {
      stores.put(set);
    }
    SealRules.due(policies.of(state.registration()), state, set, now)
        .ifPresent(reason -> seal(state, set, reason, now));
  }

  private void seal(ModelState state, SetRow set, SealReason reason, Instant now) {
    ExclusionBase base = stores.exclusionBase(state, policies.of(state.registration()));
    SetRow asked = set.withNextIntent();
    intents.seal(asked, base, now);
    stores.put(asked.with(new SetState.Sealing(base)));
    stores.put(state.sealed());
    metrics.sealed(set.model(), reason, set.samples());
    LOGGER
        .atInfo()
        .setMessage("Forget set sealed")
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue(LogKeys.SET_NUMBER, set.number())
        .addKeyValue(LogKeys.REASON, reason)
        .addKeyValue("subjects", set.subjects())
        .addKeyValue(LogKeys.SAMPLES, set.samples())
        .log();
  }

  /**
   * The store has written what a set's last intent asks for, or says why it cannot; answers to
   * older intents are ignored.
   */
  void stored(ForgetSetStored answer, Instant now) {
    stores
        .findSet(answer.getModel(), answer.getSetNumber())
        .filter(set -> set.lastIntent() == answer.getIntentNumber())
        .ifPresent(
            set -> {
              if (set.state() instanceof SetState.Sealing sealing) {
                written(set, sealing, answer, now);
              } else if (set.state() instanceof SetState.Reuniting reuniting) {
                reunited(set, reuniting, answer, now);
              }
            });
  }

  private void written(SetRow set, SetState.Sealing sealing, ForgetSetStored answer, Instant now) {
    LadderPosition first = LadderPosition.first(set.attemptsBefore());
    if (answer.getFailure() != null) {
      UnitedSet alone = UnitedSet.notUnited(answer);
      issuer.park(set, new SetState.Parked(alone, first, false, answer.getFailure()), now);
      return;
    }
    UnitedSet united = UnitedSet.of(sealing.exclusionBase(), answer);
    SetRow queued = set.with(new SetState.Queued(united, first));
    stores.put(queued);
    publisher.publishAll(queued, now);
    issuer.advance(set.model(), now);
  }

  private void reunited(
      SetRow set, SetState.Reuniting reuniting, ForgetSetStored answer, Instant now) {
    LadderPosition position = reuniting.position();
    if (answer.getFailure() != null) {
      issuer.park(
          set, new SetState.Parked(reuniting.before(), position, false, answer.getFailure()), now);
      return;
    }
    UnitedSet united = UnitedSet.of(reuniting.exclusionBase(), answer);
    SetRow queued = set.with(new SetState.Queued(united, position));
    stores.put(queued);
    issuer.start(queued, now);
  }
}
