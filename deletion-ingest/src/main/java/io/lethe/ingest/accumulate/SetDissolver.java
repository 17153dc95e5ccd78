// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.SetAmendment;
import io.lethe.ingest.request.SetRequest;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dissolves a set whose samples could not tell, where more would: its requests wait in the open set
 * again, which from then on needs as many samples as the report asks for. Nobody goes round for
 * ever: each time the set must grow, and from the last moment on at which a set is sealed for its
 * deadline none is dissolved.
 *
 * <p>Why: docs/decisions/0029-an-inconclusive-set-is-dissolved.md.
 */
final class SetDissolver {
  private static final Logger LOGGER = LoggerFactory.getLogger(SetDissolver.class);

  private final ModelStores stores;
  private final SetStatusPublisher publisher;
  private final Policies policies;
  private final SetAmender amender;
  private final IngestMetrics metrics;

  SetDissolver(
      ModelStores stores,
      SetStatusPublisher publisher,
      Policies policies,
      SetAmender amender,
      IngestMetrics metrics) {
    this.stores = stores;
    this.publisher = publisher;
    this.policies = policies;
    this.amender = amender;
    this.metrics = metrics;
  }

  /**
   * Whether the set can wait for as many samples; 0 asks for none. It gives up its turn, so the
   * deadline must leave time for the sets that wait already, too.
   */
  boolean mayDissolve(ModelState state, SetRow set, long samplesAsked, Instant now) {
    ModelPolicy policy = policies.of(state.registration());
    Sealing sealing = policy.sealing();
    return sealing.dissolveInconclusive()
        && samplesAsked > set.samples()
        && samplesAsked <= sealing.maxSamples()
        && SealRules.hasTime(policy, set, state.queue().size(), now);
  }

  /** The set stays on record as superseded; its requests move, or take what came too late. */
  void dissolve(ModelState state, SetRow set, SetState.Superseded superseded, Instant now) {
    SetRow row = set.with(superseded);
    ModelState left = state.without(set.number());
    stores.put(row);
    stores.put(left);
    publisher.publishAll(row, now);
    List<SetRequest> requests = new ArrayList<>();
    stores.eachRequest(set.model(), set.number(), requests::add);
    SetRow open = stores.openSet(left, set.oldest(), set.deadline());
    requests.forEach(request -> stores.move(request, set, open));
    stores.put(open.joinedBy(set, superseded.samplesAsked(), superseded.attempt()));
    requests.forEach(request -> takeWhatCameTooLate(set.model(), request, now));
    metrics.dissolved(set.model(), superseded.attempt());
    log(set, superseded, open.number());
  }

  private void takeWhatCameTooLate(String model, SetRequest request, Instant now) {
    SetAmendment later = request.later();
    if (later != null) {
      amender.amend(model, later, now);
    }
  }

  private static void log(SetRow set, SetState.Superseded superseded, long openSet) {
    LOGGER
        .atInfo()
        .setMessage("Forget set dissolved: its requests wait for more samples")
        .addKeyValue(LogKeys.MODEL, set.model())
        .addKeyValue(LogKeys.SET_NUMBER, set.number())
        .addKeyValue(LogKeys.FORGET_SET, superseded.forgetSetDigest())
        .addKeyValue(LogKeys.JOB, superseded.jobId())
        .addKeyValue(LogKeys.ATTEMPT, superseded.attempt())
        .addKeyValue(LogKeys.SAMPLES, set.samples())
        .addKeyValue("samplesAsked", superseded.samplesAsked())
        .addKeyValue("openSet", openSet)
        .addKeyValue(
            LogKeys.TRACE_ID,
            Trace.ofForgetSet(set.model(), superseded.forgetSetDigest()).traceId())
        .addKeyValue(LogKeys.REASON, superseded.reason())
        .log();
  }
}
