package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Strategy;
import io.lethe.ingest.metrics.IngestMetrics.SealReason;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ForgetSetStored;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a set from sealing to its job: one job at a time, each on the current champion. */
final class JobIssuer {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobIssuer.class);

  private final ModelStores ledger;
  private final EffectSink outbox;
  private final SetStatusPublisher announcer;
  private final SetIntents wishes;
  private final Policies policies;
  private final IngestMetrics metrics;

  JobIssuer(ModelStores ledger, EffectSink outbox, Policies policies, IngestMetrics metrics) {
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.outbox = Objects.requireNonNull(outbox, "outbox");
    this.policies = Objects.requireNonNull(policies, "policies");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    announcer = new SetStatusPublisher(ledger, outbox);
    wishes = new SetIntents(ledger, outbox);
  }

  void sealIfDue(ModelState state, Instant now) {
    if (state.openSet() == 0) {
      return;
    }
    SetRow set = ledger.set(state.model(), state.openSet());
    Optional<SealReason> due = SealRules.due(policies.of(state.view()), state, set, now);
    if (due.isEmpty()) {
      return;
    }
    ExclusionBase basis = basis(state);
    SetRow asked = set.oneMoreWish();
    wishes.seal(asked, basis, asked.wishes(), now);
    ledger.put(asked.with(new SetState.Sealing(basis, asked.wishes())));
    ledger.put(state.sealed());
    metrics.sealed(set.model(), due.get(), set.samples());
    LOGGER
        .atInfo()
        .setMessage("Forget set sealed")
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue("set", set.number())
        .addKeyValue("reason", due.get())
        .addKeyValue("subjects", set.subjects())
        .addKeyValue("samples", set.samples())
        .log();
  }

  /**
   * The store has written what was asked, or says why it cannot; answers to older wishes are
   * ignored.
   */
  void stored(ForgetSetStored answer, Instant now) {
    Optional<SetRow> found = ledger.findSet(answer.getModel(), answer.getIntentId());
    if (found.isEmpty()) {
      return;
    }
    SetRow set = found.get();
    if (set.state() instanceof SetState.Sealing sealing
        && sealing.composition() == answer.getComposition()) {
      if (answer.getFailure() != null) {
        UnitedSet alone = UnitedSet.notUnited(answer);
        park(set, new SetState.Parked(alone, LadderPosition.first(), false, answer.getFailure()), now);
        return;
      }
      UnitedSet composition = UnitedSet.of(sealing.basis(), answer);
      SetRow written = set.with(new SetState.Queued(composition, LadderPosition.first()));
      ledger.put(written);
      announcer.tellAll(written, now);
      advance(set.model(), now);
    } else if (set.state() instanceof SetState.Composing composing
        && composing.wish() == answer.getComposition()) {
      if (answer.getFailure() != null) {
        park(
            set,
            new SetState.Parked(
                composing.before(), composing.progress(), false, answer.getFailure()),
            now);
        return;
      }
      UnitedSet composition = UnitedSet.of(composing.basis(), answer);
      SetRow written = set.with(new SetState.Queued(composition, composing.progress()));
      ledger.put(written);
      start(written, now);
    }
  }

  /** Gives the next set its turn, if no other is at work. */
  void advance(String model, Instant now) {
    ModelState state = ledger.model(model);
    if (state.activeSet() != 0 || state.queue().isEmpty()) {
      return;
    }
    SetRow head = ledger.set(model, state.queue().get(0));
    if (head.state() instanceof SetState.Queued) {
      ledger.put(state.started());
      start(head, now);
    }
  }

  /** Issues the active set's next job, or has it composed anew where the basis has changed. */
  void start(SetRow set, Instant now) {
    if (!(set.state() instanceof SetState.Queued queued)) {
      throw new IllegalStateException(
          "Set " + set.number() + " of model " + set.model() + " is not written yet");
    }
    ExclusionBase basis = basis(ledger.model(set.model()));
    if (queued.composition().basis().equals(basis)) {
      issue(set, queued, now);
      return;
    }
    SetRow asked = set.oneMoreWish();
    ledger.put(
        asked.with(
            new SetState.Composing(
                queued.composition(), queued.progress(), basis, asked.wishes())));
    wishes.compose(asked, queued.composition().forgetSetDigest(), basis, asked.wishes(), now);
  }

  private void issue(SetRow set, SetState.Queued queued, Instant now) {
    ModelState state = ledger.model(set.model());
    ModelPolicy policy = policies.of(state.view());
    List<Strategy> ladder = Policies.ladder(policy, set.samples());
    LadderPosition progress = queued.progress();
    if (progress.rung() > ladder.size()) {
      park(set, unordered(queued, noRung(ladder, progress)), now);
      return;
    }
    Strategy rung = ladder.get(progress.rung() - 1);
    JobOrder order = JobOrder.of(state, set, queued.composition(), rung, progress.attempt(), now);
    LadderPosition published = progress.published(order.jobId());
    if (published.publications() > policy.sealing().maxPublications()) {
      park(set, unordered(queued, "the same job was called stale repeatedly"), now);
      return;
    }
    SetRow out =
        set.with(
            new SetState.InFlight(
                queued.composition(),
                order,
                published,
                now.plus(policy.sealing().jobLease()),
                false));
    ledger.put(out);
    send(out, now);
    announcer.tellAll(out, now);
    metrics.jobIssued(set.model(), rung.algorithm(), progress.attempt());
    log("Unlearning job issued", out);
  }

  private static SetState.Parked unordered(SetState.Queued queued, String reason) {
    return new SetState.Parked(queued.composition(), queued.progress(), false, reason);
  }

  private static String noRung(List<Strategy> ladder, LadderPosition progress) {
    return ladder.isEmpty()
        ? "the set is below the policy's minimum of samples and the ladder has no rung \"retrain\":"
            + " add one, then retry"
        : "the policy's ladder has no rung " + progress.rung();
  }

  /** The identical job once more. */
  void republish(SetRow set, SetState.InFlight inFlight, Instant now) {
    ModelPolicy policy = policies.of(ledger.model(set.model()).view());
    SetRow out = set.with(inFlight.republished(now.plus(policy.sealing().jobLease())));
    ledger.put(out);
    send(out, now);
    metrics.jobRepublished(set.model(), inFlight.order().algorithm());
    log("Unlearning job published again", out);
  }

  /** A set goes to a person, and the next one has its turn. */
  void park(SetRow set, SetState.Parked parked, Instant now) {
    SetRow row = set.with(parked);
    ledger.put(row);
    ledger.put(ledger.model(set.model()).parked(set.number()));
    announcer.tellAll(row, now);
    metrics.parked(set.model(), parked.progress().attempt());
    LOGGER
        .atWarn()
        .setMessage("Forget set parked: a person must retry or refuse it")
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue("set", set.number())
        .addKeyValue(LogKeys.FORGET_SET, parked.composition().forgetSetDigest())
        .addKeyValue(LogKeys.ATTEMPT, parked.progress().attempt())
        .addKeyValue(LogKeys.TRACE_ID, traceId(set, parked.composition()))
        .addKeyValue("reason", parked.reason())
        .log();
    advance(set.model(), now);
  }

  private void send(SetRow set, Instant now) {
    SetState.InFlight inFlight = (SetState.InFlight) set.state();
    outbox.send(
        set.model(),
        new ModelEffect.Order(inFlight.order().toJob(set.model(), inFlight.composition())),
        now);
  }

  private ExclusionBase basis(ModelState state) {
    List<String> parked =
        state.parked().stream()
            .map(number -> ledger.set(state.model(), number).state().digest().orElseThrow())
            .toList();
    return new ExclusionBase(state.view().champion().forgottenDigest(), parked);
  }

  private static void log(String message, SetRow set) {
    SetState.InFlight out = (SetState.InFlight) set.state();
    LOGGER
        .atInfo()
        .setMessage(message)
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue("set", set.number())
        .addKeyValue(LogKeys.FORGET_SET, out.composition().forgetSetDigest())
        .addKeyValue(LogKeys.JOB, out.order().jobId())
        .addKeyValue(LogKeys.ATTEMPT, out.order().attempt())
        .addKeyValue("algorithm", out.order().algorithm())
        .addKeyValue("publication", out.progress().publications())
        .addKeyValue(LogKeys.TRACE_ID, traceId(set, out.composition()))
        .log();
  }

  private static String traceId(SetRow set, UnitedSet composition) {
    return Trace.ofForgetSet(set.model(), composition.forgetSetDigest()).traceId();
  }
}
