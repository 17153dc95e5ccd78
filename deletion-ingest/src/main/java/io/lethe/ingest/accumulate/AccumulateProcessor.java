// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.limit.TenantBudget;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.ToCase;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the forget sets of this task's models. Everything that depends on time runs on the wall
 * clock, so that sets are sealed, jobs repeated and alarms raised without further traffic.
 */
public final class AccumulateProcessor
    implements Processor<String, ModelInput, String, ModelEffect> {
  private static final Logger LOGGER = LoggerFactory.getLogger(AccumulateProcessor.class);

  private final StoreNames names;
  private final SubjectKeys subjectKeys;
  private final Duration tick;
  private final IngestMetrics metrics;
  private final Policies policies = new Policies();
  private ProcessorContext<String, ModelEffect> context;
  private ModelStores stores;
  private SetSealer sealer;
  private JobOutcomes outcomes;
  private SetAssigner assigner;
  private SetAmender amender;
  private TenantBudget budget;
  private ModelEventHandler eventHandler;
  private final Set<String> watched = new HashSet<>();
  private boolean justTakenOver = true;

  /**
   * Wires the step.
   *
   * @param names names of the stores
   * @param subjectKeys the key and the rule that datasets must be registered with
   * @param tick how often the clock is looked at
   * @param metrics counts
   */
  public AccumulateProcessor(
      StoreNames names, SubjectKeys subjectKeys, Duration tick, IngestMetrics metrics) {
    this.names = names;
    this.subjectKeys = subjectKeys;
    this.tick = tick;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, ModelEffect> processorContext) {
    context = processorContext;
    stores = new ModelStores(context, names);
    SetStatusPublisher publisher = new SetStatusPublisher(stores, this::send);
    SetIntents intents = new SetIntents(stores, this::send);
    JobIssuer issuer = new JobIssuer(stores, this::send, intents, publisher, policies, metrics);
    SubjectDirectory directory =
        new SubjectDirectory(context.getStateStore(names.datasetSubjects()), subjectKeys);
    sealer = new SetSealer(stores, directory, intents, issuer, policies, metrics);
    budget = new TenantBudget(context.getStateStore(names.tenantDays()));
    assigner = new SetAssigner(stores, directory, publisher, sealer, budget, metrics);
    amender = new SetAmender(stores, assigner, publisher, metrics);
    SetDissolver dissolver = new SetDissolver(stores, publisher, policies, amender, metrics);
    outcomes = new JobOutcomes(stores, issuer, publisher, dissolver, policies, metrics);
    eventHandler = new ModelEventHandler(stores, outcomes);
    context.schedule(
        tick, PunctuationType.WALL_CLOCK_TIME, millis -> tick(Instant.ofEpochMilli(millis)));
  }

  @Override
  public void process(Record<String, ModelInput> incoming) {
    LogContext.ofModel(incoming.key()).run(() -> take(incoming.key(), incoming.value()));
  }

  private void take(String model, ModelInput input) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    if (input instanceof ModelInput.OfRequest ofRequest) {
      ofRequest(model, ofRequest.message(), now);
      return;
    }
    if (input instanceof ModelInput.Event event) {
      eventHandler.handle(event.event(), now);
    } else if (input instanceof ModelInput.Stored stored) {
      sealer.stored(stored.answer(), now);
    } else if (input instanceof ModelInput.UnderWay underWay) {
      outcomes.underWay(stores.model(model), underWay.progress(), now);
    }
    // Those who gathered behind a job need not wait for the clock when it ends.
    sealer.sealIfDue(stores.model(model), now);
  }

  private void ofRequest(String model, ToCase message, Instant now) {
    if (message instanceof ToCase.Asked asked) {
      assigner.admit(model, asked.request(), now);
    } else if (message instanceof ToCase.Amended amended) {
      amender.amend(model, amended.amendment(), now);
    }
  }

  /** Another instance may watch these models from now on: this one's gauges must not linger. */
  @Override
  public void close() {
    for (String model : watched) {
      metrics.waiting(model, 0, 0);
      metrics.atRisk(model, 0);
    }
    watched.clear();
  }

  private void tick(Instant now) {
    List<String> models = new ArrayList<>();
    stores.eachModel(state -> models.add(state.model()));
    watched.addAll(models);
    budget.tick(now);
    for (String model : models) {
      LogContext.ofModel(model).run(() -> tick(model, now));
    }
    justTakenOver = false;
  }

  private void tick(String model, Instant now) {
    Duration attemptTime =
        stores
            .model(model)
            .registered()
            .map(view -> policies.of(view).sealing().attemptTime())
            .orElse(Duration.ZERO);
    assigner.releaseWaiting(model, attemptTime, now);
    if (stores.model(model).registered().isPresent()) {
      sealer.sealIfDue(stores.model(model), now);
      outcomes.watchLease(stores.model(model), justTakenOver, now);
      metrics.atRisk(model, alarm(stores.model(model), attemptTime, now));
    }
  }

  /**
   * One alarm a set, as soon as not even one more attempt fits before its deadline.
   *
   * @return how many sets that holds for now
   */
  private long alarm(ModelState state, Duration attemptTime, Instant now) {
    List<Long> unfinished = new ArrayList<>(state.queue());
    unfinished.addAll(state.parked());
    unfinished.add(state.openSet());
    unfinished.add(state.activeSet());
    long atRisk = 0;
    for (long number : unfinished) {
      if (number == 0) {
        continue;
      }
      SetRow set = stores.set(state.model(), number);
      if (now.isBefore(set.deadline().minus(attemptTime))) {
        continue;
      }
      atRisk++;
      if (!set.times().alarmed()) {
        stores.put(set.withAlarm());
        LOGGER
            .atWarn()
            .setMessage("Forget set will probably miss its deadline")
            .addKeyValue(LogKeys.MODEL, state.model())
            .addKeyValue(LogKeys.SET_NUMBER, number)
            .addKeyValue("deadline", set.deadline())
            .addKeyValue(LogKeys.STATE, set.state().status().state())
            .log();
      }
    }
    return atRisk;
  }

  private void send(String key, ModelEffect effect, Instant now) {
    Record<String, ModelEffect> out = new Record<>(key, effect, now.toEpochMilli());
    effect.trace().ifPresent(trace -> trace.putInto(out.headers()));
    context.forward(out);
  }
}
