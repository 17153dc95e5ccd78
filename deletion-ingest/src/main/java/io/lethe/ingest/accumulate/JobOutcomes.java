// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.domain.policy.Strategy;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.VerificationProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a job, by model.events or because its lease runs out. */
final class JobOutcomes {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobOutcomes.class);

  private final ModelStores stores;
  private final JobIssuer issuer;
  private final SetStatusPublisher publisher;
  private final SetDissolver dissolver;
  private final Policies policies;
  private final IngestMetrics metrics;

  JobOutcomes(
      ModelStores stores,
      JobIssuer issuer,
      SetStatusPublisher publisher,
      SetDissolver dissolver,
      Policies policies,
      IngestMetrics metrics) {
    this.stores = stores;
    this.issuer = issuer;
    this.publisher = publisher;
    this.dissolver = dissolver;
    this.policies = policies;
    this.metrics = metrics;
  }

  /** A candidate is with the verifier: the lease begins anew. */
  void accepted(ModelState state, String jobId, Instant now) {
    active(state, jobId)
        .ifPresent(
            out -> {
              boolean isNews = !out.inFlight().accepted();
              SetRow row =
                  out.set()
                      .with(
                          out.inFlight()
                              .candidateAccepted(policies.leaseEnd(state.registration(), now)));
              stores.put(row);
              if (isNews) {
                publisher.publishAll(row, now);
              }
            });
  }

  /**
   * The verifier is still at work on the job's candidate: what it waits for (reference models, a
   * derivation) may take longer than a lease, which lasts from this sign on. Once all publications
   * of the job could have run out, counted from when it was issued, a sign renews nothing: such
   * work hangs, or begins again and again.
   */
  void underWay(ModelState state, VerificationProgress sign, Instant now) {
    active(state, sign.getJobId())
        .ifPresent(
            out -> {
              Sealing sealing = policies.of(state.registration()).sealing();
              Instant last =
                  out.inFlight()
                      .order()
                      .issuedAt()
                      .plus(sealing.jobLease().multipliedBy(sealing.maxPublications()));
              Instant said = sign.getAt().isBefore(now) ? sign.getAt() : now;
              Instant until = policies.leaseEnd(state.registration(), said);
              if (said.isBefore(last) && until.isAfter(out.inFlight().leaseUntil())) {
                stores.put(out.set().with(out.inFlight().leased(until)));
              }
            });
  }

  /**
   * A version has forgotten the set. It may come late, when the set was parked, or was sent back
   * and has another job by now: then it is done all the same, so the set counts and not the job.
   */
  void promoted(ModelState state, SetState.Promoted promoted, Instant now) {
    unfinished(state, promoted.forgetSetDigest())
        .ifPresent(
            set -> {
              end(state, set.with(promoted), now);
              metrics.promoted(set.model(), set.samples(), promoted.attempt());
              issuer.advance(state.model(), now);
            });
  }

  /** The gate said no: the next rung, or a person. */
  void rejected(ModelState state, String jobId, String reason, Instant now) {
    active(state, jobId)
        .ifPresent(out -> refused(state, out, out.inFlight().position(), "rejected", reason, now));
  }

  /**
   * The samples could not tell. Where more would, the set is dissolved to wait for them; else they
   * will not tell of another approximate version either: the next retraining on the ladder, which
   * is judged by its weights, or a person.
   *
   * @param samplesAsked by the report; 0 where it asks for none
   */
  void inconclusive(ModelState state, String jobId, long samplesAsked, String reason, Instant now) {
    active(state, jobId)
        .ifPresent(
            out -> {
              boolean approximate = !Policies.isRetraining(out.inFlight().order().algorithm());
              if (approximate && dissolver.mayDissolve(state, out.set(), samplesAsked, now)) {
                SetState.Superseded superseded =
                    out.inFlight().superseded(samplesAsked, reason, state.nextOpen());
                dissolver.dissolve(state, out.set(), superseded, now);
                issuer.advance(state.model(), now);
              } else {
                LadderPosition position = out.inFlight().position().beforeRetraining();
                refused(state, out, position, "inconclusive", reason, now);
              }
            });
  }

  private void refused(
      ModelState state, Out out, LadderPosition position, String how, String reason, Instant now) {
    List<Strategy> ladder = ladder(state, out.set());
    UnitedSet unitedSet = out.inFlight().unitedSet();
    position
        .next(ladder)
        .ifPresentOrElse(
            next -> startAnew(out.set(), unitedSet, next, now),
            () ->
                issuer.park(
                    out.set(),
                    new SetState.Parked(
                        unitedSet,
                        position,
                        true,
                        false,
                        how + end(out, position, ladder) + reason),
                    now));
  }

  private static String end(Out out, LadderPosition position, List<Strategy> ladder) {
    return position.onlyRetrain() && !Policies.isRetraining(out.inFlight().order().algorithm())
        ? " on rung %d of %d, and no rung \"retrain\" follows (add one, then retry): "
            .formatted(position.rung(), ladder.size())
        : " on the last of %d rungs: ".formatted(ladder.size());
  }

  /**
   * The job broke down: where that may pass, the identical one again, a bounded number of times;
   * where the rung is not for this set, the next; else a person.
   */
  void failed(ModelState state, String jobId, JobBreakdown breakdown, String reason, Instant now) {
    active(state, jobId)
        .ifPresent(
            out -> {
              if (breakdown == JobBreakdown.PASSING && publicationsLeft(state, out.inFlight())) {
                issuer.republish(out.set(), out.inFlight(), now);
                return;
              }
              Optional<LadderPosition> next =
                  breakdown == JobBreakdown.OF_RUNG
                      ? out.inFlight().position().next(ladder(state, out.set()))
                      : Optional.empty();
              next.ifPresentOrElse(
                  further -> climb(state, out, further, reason, now),
                  () ->
                      issuer.park(
                          out.set(), out.inFlight().parked("the job failed: " + reason), now));
            });
  }

  private void climb(ModelState state, Out out, LadderPosition next, String reason, Instant now) {
    LOGGER
        .atWarn()
        .setMessage("The rung cannot be run on this set: it is passed over")
        .addKeyValue(LogKeys.MODEL, state.model())
        .addKeyValue(LogKeys.SET_NUMBER, out.set().number())
        .addKeyValue(LogKeys.JOB, out.inFlight().order().jobId())
        .addKeyValue(LogKeys.ATTEMPT, out.inFlight().order().attempt())
        .addKeyValue(LogKeys.REASON, reason)
        .log();
    startAnew(out.set(), out.inFlight().unitedSet(), next, now);
  }

  private List<Strategy> ladder(ModelState state, SetRow set) {
    return Policies.ladder(policies.of(state.registration()), set);
  }

  /**
   * The champion moved: the same set, united with what the new one has forgotten, at the same rung.
   */
  void stale(ModelState state, String jobId, Instant now) {
    active(state, jobId)
        .ifPresent(
            out ->
                startAnew(out.set(), out.inFlight().unitedSet(), out.inFlight().position(), now));
  }

  /**
   * A parked set goes to work again.
   *
   * @return whether there was one
   */
  boolean sentBack(ModelState state, String forgetSetDigest, Instant now) {
    Optional<SetRow> found = parked(state, forgetSetDigest);
    found.ifPresent(
        set -> {
          SetState.Parked parked = (SetState.Parked) set.state();
          LadderPosition again = parked.position().sentBack(parked.rejected());
          SetRow row = set.with(new SetState.Queued(parked.unitedSet(), again));
          stores.put(state.retried(set.number()));
          issuer.queue(row, now);
        });
    return found.isPresent();
  }

  /**
   * A person ends a parked set.
   *
   * @return whether there was one
   */
  boolean refused(ModelState state, String forgetSetDigest, String reason, Instant now) {
    Optional<SetRow> found = parked(state, forgetSetDigest);
    found.ifPresent(
        set -> {
          end(state, set.with(new SetState.Refused(forgetSetDigest, reason)), now);
          issuer.advance(state.model(), now);
        });
    return found.isPresent();
  }

  /**
   * Looks after the lease of the job at work.
   *
   * @param renew whether this instance has just taken over: the time in which nobody watched is not
   *     the worker's fault, so the lease begins anew
   */
  void watchLease(ModelState state, boolean renew, Instant now) {
    if (state.activeSet() == 0) {
      return;
    }
    SetRow set = stores.set(state.model(), state.activeSet());
    if (!(set.state() instanceof SetState.InFlight inFlight)) {
      return;
    }
    if (renew) {
      stores.put(set.with(inFlight.leased(policies.leaseEnd(state.registration(), now))));
    } else if (!now.isBefore(inFlight.leaseUntil())) {
      if (publicationsLeft(state, inFlight)) {
        issuer.republish(set, inFlight, now);
      } else {
        issuer.park(
            set,
            inFlight.parked(
                "no outcome after "
                    + inFlight.position().publications()
                    + " publications of the job, each with a lease of "
                    + policies.of(state.registration()).sealing().jobLease()),
            now);
      }
    }
  }

  private void startAnew(SetRow set, UnitedSet unitedSet, LadderPosition position, Instant now) {
    SetRow row = set.with(new SetState.Queued(unitedSet, position));
    stores.put(row);
    issuer.start(row, now);
  }

  private boolean publicationsLeft(ModelState state, SetState.InFlight inFlight) {
    ModelPolicy policy = policies.of(state.registration());
    return inFlight.position().publications() < policy.sealing().maxPublications();
  }

  private Optional<Out> active(ModelState state, String jobId) {
    if (state.activeSet() == 0) {
      return Optional.empty();
    }
    SetRow set = stores.set(state.model(), state.activeSet());
    return set.state() instanceof SetState.InFlight inFlight
            && inFlight.order().jobId().equals(jobId)
        ? Optional.of(new Out(set, inFlight))
        : Optional.empty();
  }

  private void end(ModelState state, SetRow ended, Instant now) {
    stores.put(ended);
    stores.put(state.without(ended.number()));
    publisher.publishAll(ended, now);
  }

  private Optional<SetRow> parked(ModelState state, String forgetSetDigest) {
    return named(state, state.parked().stream(), forgetSetDigest);
  }

  /** The sealed set of this digest that has not ended: at work, waiting for its turn, or parked. */
  private Optional<SetRow> unfinished(ModelState state, String forgetSetDigest) {
    Stream<Long> numbers =
        Stream.of(List.of(state.activeSet()), state.queue(), state.parked())
            .flatMap(List::stream)
            .filter(number -> number != 0);
    return named(state, numbers, forgetSetDigest);
  }

  private Optional<SetRow> named(ModelState state, Stream<Long> numbers, String forgetSetDigest) {
    return numbers
        .map(number -> stores.set(state.model(), number))
        .filter(set -> set.state().digest().filter(forgetSetDigest::equals).isPresent())
        .findFirst();
  }

  /** The set at work and its state. */
  private record Out(SetRow set, SetState.InFlight inFlight) {}
}
