package io.lethe.registry;

import io.lethe.registry.serving.ServingMetrics;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;

/**
 * The registry's meters. Tags name models, inputs and event types; never a digest, never a person.
 */
public final class RegistryMetrics implements ServingMetrics {
  static final String EVENTS = "lethe.registry.events";
  static final String NO_EFFECT = "lethe.registry.no_effect";
  static final String DROPPED = "lethe.registry.dropped";
  static final String REFUSED = "lethe.registry.refused";
  static final String CANDIDATE_WAITS = "lethe.registry.candidate_awaits_job";
  static final String CHAMPION_VERSION = "lethe.registry.champion_version";
  static final String SERVING_WRITTEN = "lethe.registry.serving.written";
  static final String SERVING_REPAIRED = "lethe.registry.serving.repaired";
  static final String SERVING_REMOVED = "lethe.registry.serving.removed";
  static final String SERVING_BEHIND = "lethe.registry.serving.behind";

  private static final String MODEL = "model";
  private static final String INPUT = "input";
  private static final String TYPE = "type";

  private final MeterRegistry registry;
  private final AtomicInteger servingBehind = new AtomicInteger();
  private final Map<String, AtomicInteger> championVersions = new ConcurrentHashMap<>();

  /** Registers the meters. */
  public RegistryMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
    Gauge.builder(SERVING_BEHIND, servingBehind, AtomicInteger::get)
        .description("models whose serving folder does not hold the champion yet")
        .register(registry);
  }

  void decided(ModelEvent event, SpecificRecord cause) {
    counter(EVENTS, MODEL, event.getModel(), TYPE, event.getType().name()).increment();
    if (event.getType() == ModelEventType.COMMAND_REFUSED) {
      counter(REFUSED, INPUT, inputOf(cause)).increment();
    }
  }

  /** Takes note of a committed event, whoever decided it, also of those before this start. */
  void followed(ModelEvent event) {
    if (event.getType() == ModelEventType.REGISTERED
        || event.getType() == ModelEventType.PROMOTED
        || event.getType() == ModelEventType.ROLLED_BACK) {
      championVersions
          .computeIfAbsent(event.getModel(), this::championVersion)
          .set(Math.toIntExact(event.getVersion()));
    }
  }

  void noEffect(SpecificRecord cause) {
    counter(NO_EFFECT, INPUT, inputOf(cause)).increment();
  }

  void dropped(SpecificRecord value) {
    counter(DROPPED, INPUT, inputOf(value)).increment();
  }

  void candidateAwaitsJob() {
    counter(CANDIDATE_WAITS).increment();
  }

  @Override
  public void written(String model) {
    counter(SERVING_WRITTEN, MODEL, model).increment();
  }

  @Override
  public void repaired(String model) {
    counter(SERVING_REPAIRED, MODEL, model).increment();
  }

  @Override
  public void removed(String model) {
    counter(SERVING_REMOVED, MODEL, model).increment();
  }

  @Override
  public void behind(int models) {
    servingBehind.set(models);
  }

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
    return value instanceof ModelCommand ? "command" : "empty";
  }

  private AtomicInteger championVersion(String model) {
    AtomicInteger version = new AtomicInteger();
    Gauge.builder(CHAMPION_VERSION, version, AtomicInteger::get)
        .tag(MODEL, model)
        .register(registry);
    return version;
  }

  private Counter counter(String name, String... tags) {
    return registry.counter(name, tags);
  }
}
