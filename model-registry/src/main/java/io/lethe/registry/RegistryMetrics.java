// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.kit.metrics.MeterSpec;
import io.lethe.registry.serving.ServingMetrics;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;

/**
 * The registry's meters. Tags name registered models, inputs and event types; never a digest, never
 * a person.
 */
public final class RegistryMetrics implements ServingMetrics {
  static final MeterSpec EVENTS =
      new MeterSpec("lethe.registry.events", "events", "Model events that this instance decided");
  static final MeterSpec NO_EFFECT =
      new MeterSpec(
          "lethe.registry.ineffective.records",
          "records",
          "Inputs that changed nothing, such as repeated ones");
  static final MeterSpec DROPPED =
      new MeterSpec(
          "lethe.registry.dropped.records",
          "records",
          "Inputs without a model, under another's key or in another's partition");
  static final MeterSpec REFUSED =
      new MeterSpec("lethe.registry.refused.records", "records", "Inputs that were refused");
  static final MeterSpec CANDIDATE_WAITS =
      new MeterSpec(
          "lethe.registry.early.candidates", "candidates", "Candidates that came before their job");
  static final MeterSpec CHAMPION_VERSION =
      new MeterSpec("lethe.registry.champion.version", "", "Version to which the pointer points");
  static final MeterSpec SERVING_VERSION =
      new MeterSpec(
          "lethe.registry.serving.version",
          "",
          "Version in the serving folder, after its bytes and evidence were checked");
  static final MeterSpec SERVING_WRITTEN =
      new MeterSpec(
          "lethe.registry.written.versions", "versions", "Versions written to the serving folder");
  static final MeterSpec SERVING_REPAIRED =
      new MeterSpec(
          "lethe.registry.repaired.versions",
          "versions",
          "Served versions whose bytes were not the champion's and were replaced");
  static final MeterSpec SERVING_REMOVED =
      new MeterSpec(
          "lethe.registry.removed.versions",
          "versions",
          "Versions removed from the serving folder because they may not be served any more");
  static final MeterSpec SERVING_BEHIND =
      new MeterSpec(
          "lethe.registry.behind.models",
          "models",
          "Models whose serving folder does not hold their champion yet");

  /** Stands for a name that is not registered: names from outside become no tag. */
  static final String UNKNOWN_MODEL = "unknown";

  private static final String MODEL = "model";
  private static final String INPUT = "input";
  private static final String TYPE = "type";
  private static final List<String> INPUTS = List.of("job", "candidate", "report", "command");

  private final MeterRegistry registry;
  private final AtomicInteger behind = new AtomicInteger();
  private final Map<String, AtomicLong> versions = new ConcurrentHashMap<>();

  /** Registers the meters. */
  public RegistryMetrics(MeterRegistry registry) {
    this.registry = registry;
    SERVING_BEHIND.gauge(registry, behind::get);
    CANDIDATE_WAITS.counter(registry);
    for (String input : INPUTS) {
      NO_EFFECT.counter(registry, INPUT, input);
      DROPPED.counter(registry, INPUT, input);
      REFUSED.counter(registry, INPUT, input);
    }
  }

  void decided(ModelEvent event, SpecificRecord cause) {
    boolean registered = event.getChampionEpoch() > 0;
    EVENTS
        .counter(
            registry,
            MODEL,
            registered ? event.getModel() : UNKNOWN_MODEL,
            TYPE,
            event.getType().name())
        .increment();
    if (event.getType() == ModelEventType.COMMAND_REFUSED) {
      REFUSED.counter(registry, INPUT, inputOf(cause)).increment();
    }
  }

  /** Takes note of a committed event, whoever decided it, also of those before this start. */
  void followed(ModelEvent event) {
    if (event.getType() == ModelEventType.REGISTERED
        || event.getType() == ModelEventType.PROMOTED
        || event.getType() == ModelEventType.ROLLED_BACK) {
      version(CHAMPION_VERSION, event.getModel()).set(event.getVersion());
    }
  }

  void noEffect(SpecificRecord cause) {
    NO_EFFECT.counter(registry, INPUT, inputOf(cause)).increment();
  }

  void dropped(SpecificRecord value) {
    DROPPED.counter(registry, INPUT, inputOf(value)).increment();
  }

  void candidateAwaitsJob() {
    CANDIDATE_WAITS.counter(registry).increment();
  }

  @Override
  public void serves(String model, long version) {
    SERVING_WRITTEN.counter(registry, MODEL, model);
    SERVING_REPAIRED.counter(registry, MODEL, model);
    SERVING_REMOVED.counter(registry, MODEL, model);
    version(SERVING_VERSION, model).set(version);
  }

  @Override
  public void written(String model) {
    SERVING_WRITTEN.counter(registry, MODEL, model).increment();
  }

  @Override
  public void repaired(String model) {
    SERVING_REPAIRED.counter(registry, MODEL, model).increment();
  }

  @Override
  public void removed(String model) {
    SERVING_REMOVED.counter(registry, MODEL, model).increment();
  }

  @Override
  public void behind(int models) {
    behind.set(models);
  }

  /** Which of the four inputs a value came from. */
  static String inputOf(SpecificRecord value) {
    if (value instanceof UnlearningJob) {
      return "job";
    }
    if (value instanceof ModelCandidate) {
      return "candidate";
    }
    if (value instanceof VerificationReport) {
      return "report";
    }
    return "command";
  }

  private AtomicLong version(MeterSpec meter, String model) {
    return versions.computeIfAbsent(
        meter.name() + "/" + model,
        key -> {
          AtomicLong version = new AtomicLong();
          meter.gauge(registry, version::doubleValue, MODEL, model);
          return version;
        });
  }
}
