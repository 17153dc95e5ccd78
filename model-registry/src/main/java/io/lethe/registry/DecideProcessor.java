// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.kit.logging.LogLines.addIfKnown;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.registry.model.ChampionPointer;
import io.lethe.registry.model.CommandId;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.model.ModelAggregate;
import io.lethe.registry.model.Row;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Feeds every input of a model to its aggregate, one at a time: loads rows, decides, folds the
 * event, stores the changed rows and sends the event. Offsets, rows and events commit together.
 */
final class DecideProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {
  private static final Logger LOGGER = LoggerFactory.getLogger(DecideProcessor.class);

  private final Decisions decisions;
  private final RegistryMetrics metrics;
  private final Misplaced misplaced;
  private ProcessorContext<String, SpecificRecord> context;
  private KeyValueStore<String, Row> rows;
  private KeyValueStore<String, UnlearningJob> openJobs;
  private KeyValueStore<String, ModelCandidate> earlyCandidates;
  private KeyValueStore<String, ForgetSetState> parkedSets;

  DecideProcessor(Decisions decisions, RegistryMetrics metrics, ToIntFunction<String> partitionOf) {
    this.decisions = decisions;
    this.metrics = metrics;
    misplaced = new Misplaced(partitionOf);
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> processorContext) {
    context = processorContext;
    rows = context.getStateStore(RegistryTopology.ROWS);
    openJobs = context.getStateStore(RegistryTopology.OPEN_JOBS);
    earlyCandidates = context.getStateStore(RegistryTopology.EARLY_CANDIDATES);
    parkedSets = context.getStateStore(RegistryTopology.PARKED_SETS);
  }

  @Override
  public void process(Record<String, SpecificRecord> input) {
    String model = input.key();
    SpecificRecord value = input.value();
    RecordMetadata source = context.recordMetadata().orElseThrow();
    Optional<String> broken = misplaced.rule(input, source);
    if (broken.isPresent()) {
      reject(misplaced.rejected(broken.get(), value, source, now()), value);
      return;
    }
    SpecificRecord compared =
        value instanceof ModelCommand command ? CommandId.compared(command) : value;
    Trace trace = InputTrace.of(input.headers(), compared);
    LogContext.ofModel(model).with(trace).run(() -> decide(model, compared, trace));
  }

  private void decide(String model, SpecificRecord value, Trace trace) {
    ModelAggregate state =
        ModelAggregate.load(
            model, rowKey -> Optional.ofNullable(rows.get(storeKey(model, rowKey))));
    if (value instanceof UnlearningJob job) {
      onJob(state, job, trace);
    } else if (value instanceof ModelCandidate candidate) {
      onCandidate(state, candidate, trace);
    } else if (value instanceof VerificationReport report) {
      settle(
          state,
          value,
          decisions.onReport(state, openJob(model, report.getJobId()), report, now()),
          trace);
    } else if (value instanceof ModelCommand command) {
      onCommand(state, command, trace);
    } else {
      throw new IllegalStateException(
          "the topology has no source of " + value.getClass().getName() + "; it was wired wrongly");
    }
  }

  private void onJob(ModelAggregate known, UnlearningJob job, Trace trace) {
    Optional<ModelEvent> reopened = decisions.onJobOfRefusedSet(known, job, now());
    ModelAggregate state = known;
    if (reopened.isPresent()) {
      // Applied before the rows are written, as in settle.
      state = known.apply(reopened.get());
      settle(known, job, reopened, trace);
    }
    Optional<ModelEvent> event = decisions.onJob(state, job, now());
    if (event.isPresent() || state.isDecided(job.getJobId(), job.getForgetSetDigest())) {
      settle(state, job, event, trace);
      return;
    }
    String key = storeKey(state.model(), job.getJobId());
    // The first publication of a job stays: later ones are leases renewed, equal in content.
    openJobs.putIfAbsent(key, job);
    ModelCandidate early = earlyCandidates.delete(key);
    if (early != null) {
      onCandidate(state, early, trace);
    }
  }

  private void onCommand(ModelAggregate known, ModelCommand command, Trace trace) {
    Optional<ModelEvent> replaced = decisions.onReplacedRegistration(known, command, now());
    ModelAggregate state = known;
    if (replaced.isPresent()) {
      // Applied before the rows are written, as in settle.
      state = known.apply(replaced.get());
      settle(known, command, replaced, trace);
    }
    settle(state, command, onCommand(state, command), trace);
  }

  private Optional<ModelEvent> onCommand(ModelAggregate state, ModelCommand command) {
    return decisions.onCommand(
        state, new StoredParkedSets(parkedSets, state.model()), command, now());
  }

  private void onCandidate(ModelAggregate state, ModelCandidate given, Trace trace) {
    ModelCandidate candidate = shortened(given);
    UnlearningJob job = openJob(state.model(), candidate.getJobId());
    if (job == null && decisions.awaitsJob(state, candidate)) {
      // Topics are not ordered among each other: the job is on its way. The first candidate waits.
      earlyCandidates.putIfAbsent(storeKey(state.model(), candidate.getJobId()), candidate);
      metrics.candidateAwaitsJob();
      LOGGER
          .atInfo()
          .setMessage("Candidate awaits its job")
          .addKeyValue(LogKeys.MODEL, state.model())
          .addKeyValue(LogKeys.JOB, candidate.getJobId())
          .log();
      return;
    }
    settle(state, candidate, decisions.onCandidate(state, job, candidate, now()), trace);
  }

  private void settle(
      ModelAggregate before, SpecificRecord cause, Optional<ModelEvent> decided, Trace inputTrace) {
    if (decided.isEmpty()) {
      metrics.noEffect(cause);
      return;
    }
    ModelEvent event = decided.get();
    ModelAggregate after = before.apply(event);
    // Asked before the rows are written: the state before reads through to the store.
    boolean pointerMoved = !after.champion().equals(before.champion());
    after.changed().forEach(row -> rows.put(storeKey(after.model(), row.rowKey()), row));
    forgetDecidedJob(after, event);
    Trace trace = InputTrace.ofEvent(event, inputTrace);
    send(after.model(), event, trace, RegistryTopology.EVENTS_SINK);
    if (pointerMoved) {
      send(after.model(), championOf(after, event), trace, RegistryTopology.CHAMPIONS_SINK);
    }
    tell(event, cause, trace, inputTrace);
  }

  private void send(String model, SpecificRecord value, Trace trace, String sink) {
    Record<String, SpecificRecord> out = new Record<>(model, value, context.currentSystemTimeMs());
    trace.putInto(out.headers());
    context.forward(out, sink);
  }

  private void forgetDecidedJob(ModelAggregate after, ModelEvent event) {
    if (event.getType() != ModelEventType.COMMAND_REFUSED
        && event.getJobId() != null
        && after.isDecided(event.getJobId(), event.getForgetSetDigest())) {
      String key = storeKey(after.model(), event.getJobId());
      openJobs.delete(key);
      earlyCandidates.delete(key);
    }
  }

  private void tell(ModelEvent event, SpecificRecord cause, Trace trace, Trace inputTrace) {
    metrics.decided(event, cause);
    boolean refused = event.getType() == ModelEventType.COMMAND_REFUSED;
    LoggingEventBuilder line =
        (refused ? LOGGER.atWarn() : LOGGER.atInfo())
            .setMessage(refused ? "Refused" : "Decided")
            .addKeyValue(LogKeys.MODEL, event.getModel())
            .addKeyValue("event", event.getType())
            .addKeyValue(LogKeys.SEQUENCE, event.getSequence());
    line = addIfKnown(line, LogKeys.FORGET_SET, event.getForgetSetDigest());
    line = addIfKnown(line, LogKeys.JOB, event.getJobId());
    line = addIfKnown(line, LogKeys.ATTEMPT, event.getAttempt());
    line = addIfKnown(line, LogKeys.COMMAND, event.getCommandId());
    line = addIfKnown(line, LogKeys.VERSION, event.getVersion());
    line = addIfKnown(line, LogKeys.REASON, event.getReason());
    if (!trace.equals(inputTrace)) {
      line = line.addKeyValue(LogKeys.LINKED_TRACE_ID, trace.traceId());
    }
    line.log();
  }

  private void reject(RejectedInput rejected, SpecificRecord value) {
    metrics.dropped(value);
    String record =
        "%s/%d/%d"
            .formatted(
                rejected.getSourceTopic(),
                rejected.getSourcePartition(),
                rejected.getSourceOffset());
    context.forward(
        new Record<>(record, rejected, context.currentSystemTimeMs()),
        RegistryTopology.REJECTED_SINK);
    LOGGER
        .atWarn()
        .setMessage("Refused a record that belongs to no model's history")
        .addKeyValue("record", record)
        .addKeyValue(LogKeys.REASON, rejected.getMessage())
        .log();
  }

  /**
   * Why work failed may be told at length; it is work all the same, and kept with as much of it.
   */
  private static ModelCandidate shortened(ModelCandidate candidate) {
    String reason = candidate.getFailureReason();
    return TextLimit.MESSAGE.holds(reason)
        ? candidate
        : ModelCandidate.newBuilder(candidate)
            .setFailureReason(TextLimit.MESSAGE.cut(reason))
            .build();
  }

  private @Nullable UnlearningJob openJob(String model, @Nullable String jobId) {
    return jobId == null ? null : openJobs.get(storeKey(model, jobId));
  }

  private Instant now() {
    return Instant.ofEpochMilli(context.currentSystemTimeMs());
  }

  private static ModelChampion championOf(ModelAggregate state, ModelEvent event) {
    ChampionPointer champion =
        state
            .champion()
            .orElseThrow(() -> new IllegalStateException("a moved pointer has a target"));
    return ModelChampion.newBuilder()
        .setModel(state.model())
        .setVersion(champion.version())
        .setDigest(champion.digest())
        .setUri(champion.uri())
        .setChampionEpoch(champion.epoch())
        .setForgottenDigest(champion.forgottenDigest())
        .setDatasetDigest(event.getDatasetDigest())
        .setChangedAt(event.getOccurredAt())
        .build();
  }

  /** A model's name holds no slash, so no model can reach another's rows. */
  static String storeKey(String model, String key) {
    return model + "/" + key;
  }
}
