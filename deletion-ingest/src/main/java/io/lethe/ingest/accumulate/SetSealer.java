// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.ingest.limit.ShareLimit;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.metrics.IngestMetrics.SealReason;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.SubjectSamples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals open sets that are due, and takes what the artifact store answers to the intents. */
final class SetSealer {
  private static final Logger LOGGER = LoggerFactory.getLogger(SetSealer.class);

  private final ModelStores stores;
  private final SubjectDirectory directory;
  private final SetIntents intents;
  private final JobIssuer issuer;
  private final Policies policies;
  private final IngestMetrics metrics;

  SetSealer(
      ModelStores stores,
      SubjectDirectory directory,
      SetIntents intents,
      JobIssuer issuer,
      Policies policies,
      IngestMetrics metrics) {
    this.stores = stores;
    this.directory = directory;
    this.intents = intents;
    this.issuer = issuer;
    this.policies = policies;
    this.metrics = metrics;
  }

  /**
   * What a request has joined: the first whose deadline leaves no time is marked in an open set.
   */
  SetRow joined(SetRow set, Instant now) {
    boolean marked = !(set.state() instanceof SetState.Open) || set.urgentSince() != null;
    return marked || SealRules.hasTime(policy(stores.model(set.model())), set, 0, now)
        ? set
        : set.with(new SetState.Open(now));
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
    SealRules.due(policy(state), state, set, now)
        .ifPresent(reason -> seal(state, set, reason, now));
  }

  private void seal(ModelState state, SetRow set, SealReason reason, Instant now) {
    ExclusionBase base = stores.exclusionBase(state, policy(state));
    SetRow asked = set.withNextIntent();
    intents.seal(asked, base, now);
    stores.put(asked.sealed(new SetState.Sealing(base), now));
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
    LadderPosition first = LadderPosition.first(set.inherited().attempts());
    Optional<String> above = above(stores.model(set.model()), set);
    if (answer.getFailure() != null) {
      // Held too where a limit holds it: a retry of the writing is not asked about shares again.
      UnitedSet alone = UnitedSet.notUnited(answer);
      String reason = answer.getFailure() + above.map(limit -> "; besides, " + limit).orElse("");
      issuer.park(set, new SetState.Parked(alone, first, false, above.isPresent(), reason), now);
      return;
    }
    UnitedSet united = UnitedSet.of(sealing.exclusionBase(), answer);
    if (above.isPresent()) {
      issuer.park(set, new SetState.Parked(united, first, false, true, above.get()), now);
      return;
    }
    issuer.queue(set.with(new SetState.Queued(united, first)), now);
  }

  /** Which limit of the policy the set is above, so that it needs an operator's yes. */
  private Optional<String> above(ModelState state, SetRow set) {
    String dataset = state.registration().datasetDigest();
    List<SubjectSamples> rows =
        stores.subjectKeys(set).stream()
            .flatMap(subjectKey -> directory.samples(dataset, subjectKey).stream())
            .toList();
    int[] labels =
        rows.stream()
            .flatMap(row -> row.getLabels().stream())
            .mapToInt(Integer::intValue)
            .toArray();
    return ShareLimit.above(
        policy(state).limits(), directory.classSamples(dataset), labels, set.samples());
  }

  private void reunited(
      SetRow set, SetState.Reuniting reuniting, ForgetSetStored answer, Instant now) {
    LadderPosition position = reuniting.position();
    if (answer.getFailure() != null) {
      issuer.park(
          set,
          new SetState.Parked(reuniting.before(), position, false, false, answer.getFailure()),
          now);
      return;
    }
    UnitedSet united = UnitedSet.of(reuniting.exclusionBase(), answer);
    SetRow queued = set.with(new SetState.Queued(united, position));
    stores.put(queued);
    issuer.start(queued, now);
  }

  /** The policy in force. */
  ModelPolicy policy(ModelState state) {
    return policies.of(state.registration());
  }
}
