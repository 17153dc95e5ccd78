// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.kit.kafka.RequiredSerde;
import io.lethe.kit.kafka.RowSerde;
import io.lethe.kit.loop.FailedRecordHandler;
import io.lethe.kit.loop.Faults;
import io.lethe.kit.loop.GuardedProcessor;
import io.lethe.kit.loop.UndecodableHandler;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.model.Row;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * All that comes for a model, through one processor, into its events and its champion. The inputs
 * have equal partition counts and are partitioned by model, so that one task sees everything about
 * a model and decides it in one order. What is partitioned otherwise is refused: another task knows
 * nothing of the model, and would number its events anew.
 */
public final class RegistryTopology {
  /** The aggregates' rows; they follow from model.events alone. Key: model/row key. */
  static final String ROWS = "model-rows";

  /** Jobs that can still succeed, as published; a decided job leaves. Key: model/job id. */
  static final String OPEN_JOBS = "open-jobs";

  /** Candidates that came before their jobs. Key: model/job id. */
  static final String EARLY_CANDIDATES = "early-candidates";

  /** Sets that wait for a person, as deletion-ingest said. Key: model/forget set digest. */
  static final String PARKED_SETS = "parked-sets";

  /** The topics that are read. */
  static final List<String> SOURCES =
      Stream.of(
              Topics.UNLEARNING_JOBS,
              Topics.MODEL_CANDIDATES,
              Topics.VERIFICATION_REPORTS,
              Topics.MODEL_COMMANDS,
              Topics.FORGET_SETS)
          .map(Topic::name)
          .toList();

  /** Those whose records may be set aside: where a set stands is said once, the rest again. */
  static final List<String> SAID_AGAIN =
      SOURCES.stream().filter(topic -> !topic.equals(Topics.FORGET_SETS.name())).toList();

  static final String EVENTS_SINK = "model-events";
  static final String CHAMPIONS_SINK = "model-champions";
  static final String REJECTED_SINK = "model-rejected";
  private static final String DECIDE = "decide";
  private static final String KEEP_PARKED_SETS = "keep-parked-sets";

  private final Map<String, ?> serdeConfig;
  private final Decisions decisions;
  private final RegistryMetrics metrics;
  private final ToIntFunction<String> partitionOf;
  private final Topology topology = new Topology();

  /**
   * Prepares the topology.
   *
   * @param serdeConfig Confluent's serde settings
   * @param decisions the registry's rules
   * @param metrics what happened is counted here
   */
  public RegistryTopology(
      Map<String, ?> serdeConfig, Decisions decisions, RegistryMetrics metrics) {
    this(serdeConfig, decisions, metrics, Topics.MODEL_EVENTS::partitionOf);
  }

  /** Kafka's test driver has one partition only. */
  RegistryTopology(
      Map<String, ?> serdeConfig,
      Decisions decisions,
      RegistryMetrics metrics,
      ToIntFunction<String> partitionOf) {
    this.partitionOf = partitionOf;
    this.serdeConfig = Map.copyOf(serdeConfig);
    this.decisions = decisions;
    this.metrics = metrics;
  }

  /**
   * The Streams settings for what cannot be decoded or processed. A job is published again, what
   * answers it follows, and a command is sent again: these may be set aside.
   */
  static Map<String, Object> settings(Faults faults) {
    Map<String, Object> settings = new HashMap<>(UndecodableHandler.settings(faults, SOURCES));
    settings.putAll(FailedRecordHandler.settings(faults, SAID_AGAIN));
    return settings;
  }

  /** Builds the topology; call once. */
  public Topology build() {
    source("jobs", Topics.UNLEARNING_JOBS);
    source("candidates", Topics.MODEL_CANDIDATES);
    source("reports", Topics.VERIFICATION_REPORTS);
    source("commands", Topics.MODEL_COMMANDS);
    source("sets", Topics.FORGET_SETS);
    topology.addProcessor(
        DECIDE,
        () -> GuardedProcessor.of(new DecideProcessor(decisions, metrics, partitionOf)),
        "jobs",
        "candidates",
        "reports",
        "commands");
    topology.addStateStore(store(ROWS, new RowSerde<>(Row.class)), DECIDE);
    topology.addStateStore(store(OPEN_JOBS, jobSerde()), DECIDE);
    topology.addStateStore(store(EARLY_CANDIDATES, candidateSerde()), DECIDE);
    topology.addProcessor(KEEP_PARKED_SETS, ParkedSetsProcessor::new, "sets");
    topology.addStateStore(
        store(PARKED_SETS, Topics.FORGET_SETS.valueSerde(serdeConfig)), DECIDE, KEEP_PARKED_SETS);
    sink(EVENTS_SINK, Topics.MODEL_EVENTS);
    sink(CHAMPIONS_SINK, Topics.MODEL_CHAMPIONS);
    sink(REJECTED_SINK, Topics.MODEL_REJECTED);
    return topology;
  }

  private <V extends SpecificRecord> void source(String name, Topic<V> topic) {
    topology.addSource(
        name,
        RequiredSerde.ofKeys(topic.keySerde()).deserializer(),
        RequiredSerde.ofValues(topic.valueSerde(serdeConfig)).deserializer(),
        topic.name());
  }

  private <V extends SpecificRecord> void sink(String name, Topic<V> topic) {
    topology.addSink(
        name,
        topic.name(),
        topic.keySerde().serializer(),
        topic.valueSerde(serdeConfig).serializer(),
        DECIDE);
  }

  private Serde<UnlearningJob> jobSerde() {
    return Topics.UNLEARNING_JOBS.valueSerde(serdeConfig);
  }

  private Serde<ModelCandidate> candidateSerde() {
    return Topics.MODEL_CANDIDATES.valueSerde(serdeConfig);
  }

  /** Persistent and logged without end: rows are needed as long as the model lives. */
  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> serde) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), serde);
  }
}
