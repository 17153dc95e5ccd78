// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Strategy;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Issues the jobs of written sets: one at a time, each on the current champion. */
final class JobIssuer {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobIssuer.class);

  private final ModelStores stores;
  private final EffectSink sink;
  private final SetIntents intents;
  private final SetStatusPublisher publisher;
  private final Policies policies;
  private final IngestMetrics metrics;

  JobIssuer(
      ModelStores stores,
      EffectSink sink,
      SetIntents intents,
      SetStatusPublisher publisher,
      Policies policies,
      IngestMetrics metrics) {
    this.stores = stores;
    this.sink = sink;
    this.intents = intents;
    this.publisher = publisher;
    this.policies = policies;
    this.metrics = metrics;
  }

  /** A written set waits for its turn, or has it at once. */
  void queue(SetRow queued, Instant now) {
    stores.put(queued);
    publisher.publishAll(queued, now);
    advance(queued.model(), now);
  }

  /** Gives the next set its turn, if no other is at work. */
  void advance(String model, Instant now) {
    ModelState state = stores.model(model);
    if (state.activeSet() != 0 || state.queue().isEmpty()) {
      return;
    }
    SetRow head = stores.set(model, state.queue().get(0));
    if (head.state() instanceof SetState.Queued) {
      stores.put(state.started());
      start(head, now);
    }
  }

  /**
   * Issues the active set's next job, or has it united anew where its exclusion base has changed.
   */
  void start(SetRow set, Instant now) {
    if (!(set.state() instanceof SetState.Queued queued)) {
      throw new IllegalStateException(
          "Set " + set.number() + " of model " + set.model() + " is not written yet");
    }
    ModelState state = stores.model(set.model());
    ExclusionBase base = stores.exclusionBase(state, policies.of(state.registration()));
    if (queued.unitedSet().exclusionBase().equals(base)) {
      issue(set, queued, now);
    } else {
      reunite(set, queued, base, now);
    }
  }

  private void reunite(SetRow set, SetState.Queued queued, ExclusionBase base, Instant now) {
    SetRow asked =
        set.withNextIntent()
            .with(new SetState.Reuniting(queued.unitedSet(), queued.position(), base));
    stores.put(asked);
    intents.unite(asked, queued.unitedSet().forgetSetDigest(), base, now);
  }

  private void issue(SetRow set, SetState.Queued queued, Instant now) {
    ModelState state = stores.model(set.model());
    ModelPolicy policy = policies.of(state.registration());
    List<Strategy> ladder = Policies.ladder(policy, set);
    LadderPosition position = queued.position().on(ladder);
    if (position.rung() > ladder.size()) {
      park(set, queued.parked(noRung(ladder, position)), now);
      return;
    }
    Strategy rung = ladder.get(position.rung() - 1);
    JobOrder order = JobOrder.of(state, set, queued.unitedSet(), rung, position.attempt(), now);
    LadderPosition published = position.published(order.jobId());
    if (published.publications() > policy.sealing().maxPublications()) {
      park(set, queued.parked("the same job was called stale repeatedly"), now);
      return;
    }
    SetState.InFlight inFlight =
        new SetState.InFlight(
            queued.unitedSet(),
            order,
            published,
            policies.leaseEnd(state.registration(), now),
            false);
    SetRow issued = set.with(inFlight);
    publishJob(issued, inFlight, now);
    publisher.publishAll(issued, now);
    metrics.jobIssued(set.model(), rung.algorithm(), position.attempt());
    log("Unlearning job issued", issued, inFlight);
  }

  private static String noRung(List<Strategy> ladder, LadderPosition position) {
    if (position.onlyRetrain()) {
      return "its samples could not tell of an approximate version and the ladder has no rung"
          + " \"retrain\" that follows: add one, then retry";
    }
    return ladder.isEmpty()
        ? "the set has fewer samples than are asked for and the ladder has no rung \"retrain\":"
            + " add one, then retry"
        : "the policy's ladder has no rung " + position.rung();
  }

  /** The identical job once more. */
  void republish(SetRow set, SetState.InFlight inFlight, Instant now) {
    ModelView view = stores.model(set.model()).registration();
    SetState.InFlight again = inFlight.republished(policies.leaseEnd(view, now));
    SetRow republished = set.with(again);
    publishJob(republished, again, now);
    metrics.jobRepublished(set.model(), again.order().algorithm());
    log("Unlearning job published again", republished, again);
  }

  private void publishJob(SetRow set, SetState.InFlight inFlight, Instant now) {
    stores.put(set);
    sink.send(
        set.model(),
        new ModelEffect.IssueJob(inFlight.order().toJob(set.model(), inFlight.unitedSet())),
        now);
  }

  /** A set waits for a person from now on, and the next one has its turn. */
  void park(SetRow set, SetState.Parked parked, Instant now) {
    SetRow row = set.with(parked);
    stores.put(row);
    stores.put(stores.model(set.model()).parked(set.number()));
    publisher.publishAll(row, now);
    metrics.parked(set.model(), parked.position().attempt());
    LOGGER
        .atWarn()
        .setMessage("Forget set parked: a person must retry or refuse it")
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue(LogKeys.SET_NUMBER, set.number())
        .addKeyValue(LogKeys.FORGET_SET, parked.unitedSet().forgetSetDigest())
        .addKeyValue(LogKeys.ATTEMPT, parked.position().attempt())
        .addKeyValue(LogKeys.TRACE_ID, traceId(set, parked.unitedSet()))
        .addKeyValue(LogKeys.REASON, parked.reason())
        .log();
    advance(set.model(), now);
  }

  private static void log(String message, SetRow set, SetState.InFlight inFlight) {
    LOGGER
        .atInfo()
        .setMessage(message)
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue(LogKeys.SET_NUMBER, set.number())
        .addKeyValue(LogKeys.FORGET_SET, inFlight.unitedSet().forgetSetDigest())
        .addKeyValue(LogKeys.JOB, inFlight.order().jobId())
        .addKeyValue(LogKeys.ATTEMPT, inFlight.order().attempt())
        .addKeyValue(LogKeys.ALGORITHM, inFlight.order().algorithm())
        .addKeyValue("publication", inFlight.position().publications())
        .addKeyValue(LogKeys.TRACE_ID, traceId(set, inFlight.unitedSet()))
        .log();
  }

  private static String traceId(SetRow set, UnitedSet unitedSet) {
    return Trace.ofForgetSet(set.model(), unitedSet.forgetSetDigest()).traceId();
  }
}
