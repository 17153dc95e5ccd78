// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.kit.loop.Faults;
import io.lethe.kit.trace.Trace;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.model.Row;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The production topology with production serdes on Kafka's test driver. */
final class RegistryDriver implements AutoCloseable {
  final MeterRegistry meters = new SimpleMeterRegistry();
  private final Map<String, Object> serdeConfig =
      Map.of("schema.registry.url", "mock://registry-" + UUID.randomUUID());
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, UnlearningJob> jobs;
  private final TestInputTopic<String, ModelCandidate> candidates;
  private final TestInputTopic<String, VerificationReport> reports;
  private final TestInputTopic<String, ModelCommand> commands;
  private final TestOutputTopic<String, ModelEvent> events;
  private final TestOutputTopic<String, ModelChampion> champions;
  private final TestInputTopic<String, ForgetSetState> sets;
  private final TestOutputTopic<String, RejectedInput> rejections;
  private final List<ModelEvent> log = new ArrayList<>();
  private final List<Trace> traces = new ArrayList<>();
  private ModelChampion champion;
  private Trace championTrace;

  RegistryDriver(TrustedKeys trustedKeys, Path stateDirectory) {
    this(trustedKeys, stateDirectory, 0);
  }

  /**
   * A registry whose models' records belong in a given partition; the driver has partition 0 alone.
   */
  RegistryDriver(TrustedKeys trustedKeys, Path stateDirectory, int ownPartition) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "registry-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    properties.putAll(RegistryTopology.settings(new Faults(meters, Set.of())));
    driver =
        new TopologyTestDriver(
            new RegistryTopology(
                    serdeConfig,
                    new Decisions(trustedKeys),
                    new RegistryMetrics(meters),
                    model -> ownPartition)
                .build(),
            properties,
            Samples.NOW);
    jobs = input(Topics.UNLEARNING_JOBS);
    candidates = input(Topics.MODEL_CANDIDATES);
    reports = input(Topics.VERIFICATION_REPORTS);
    commands = input(Topics.MODEL_COMMANDS);
    events = output(Topics.MODEL_EVENTS);
    champions = output(Topics.MODEL_CHAMPIONS);
    sets = input(Topics.FORGET_SETS);
    rejections = output(Topics.MODEL_REJECTED);
  }

  /** Sends any input under its model's key and gives the events that it caused. */
  List<ModelEvent> send(SpecificRecord input) {
    return sendUnder((String) input.get(input.getSchema().getField("model").pos()), input);
  }

  /** Sends any input under a key, which may be none. */
  List<ModelEvent> sendUnder(String key, SpecificRecord input) {
    if (input instanceof UnlearningJob job) {
      jobs.pipeInput(key, job);
    } else if (input instanceof ModelCandidate candidate) {
      candidates.pipeInput(key, candidate);
    } else if (input instanceof VerificationReport report) {
      reports.pipeInput(key, report);
    } else if (input instanceof ModelCommand command) {
      commands.pipeInput(key, command);
    } else {
      throw new IllegalArgumentException("not an input: " + input);
    }
    return drain();
  }

  /** Registers the model, and gives the command by which. */
  ModelCommand register(Samples samples) {
    ModelCommand command = Samples.register();
    send(command);
    send(samples.sign(samples.baseline(command)));
    return command;
  }

  /** Deletion-ingest, which has followed all events so far, parks a set of the model. */
  void park(String forgetSetDigest) {
    publish(forgetSetDigest, ForgetSetStage.PARKED, log.size());
  }

  /** Deletion-ingest says where a set of the model stands. */
  void publish(String forgetSetDigest, ForgetSetStage stage, long afterEvent) {
    publish(1, forgetSetDigest, stage, afterEvent);
  }

  /** The same of a set of this number. */
  void publish(long number, String forgetSetDigest, ForgetSetStage stage, long afterEvent) {
    sets.pipeInput(
        Samples.MODEL + "/" + number,
        ForgetSetState.newBuilder()
            .setModel(Samples.MODEL)
            .setForgetSetDigest(forgetSetDigest)
            .setSetNumber(number)
            .setStage(stage)
            .setAfterEvent(afterEvent)
            .setSealedAt(Samples.NOW)
            .setChangedAt(Samples.NOW)
            .build());
  }

  /** What belongs to no model's history, since this was asked last. */
  List<TestRecord<String, RejectedInput>> rejected() {
    return rejections.readRecordsToList();
  }

  /** Bytes of the longest row that was written to a store since this was asked last. */
  long longestRow() {
    long longest = 0;
    for (String topic : driver.producedTopicNames()) {
      if (topic.endsWith("-changelog")) {
        for (TestRecord<byte[], byte[]> row :
            driver
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()) {
          longest = Math.max(longest, row.value() == null ? 0 : row.value().length);
        }
      }
    }
    return longest;
  }

  /** Sends a command whose sender began a trace. */
  List<ModelEvent> send(ModelCommand command, Trace trace) {
    TestRecord<String, ModelCommand> message = new TestRecord<>(command.getModel(), command);
    trace.putInto(message.headers());
    commands.pipeInput(message);
    return drain();
  }

  /** Sends a job in a trace that is not its set's own. */
  List<ModelEvent> send(UnlearningJob job, Trace trace) {
    TestRecord<String, UnlearningJob> message = new TestRecord<>(job.getModel(), job);
    trace.putInto(message.headers());
    jobs.pipeInput(message);
    return drain();
  }

  /** The traces of all events so far. */
  List<Trace> traces() {
    return List.copyOf(traces);
  }

  /** The trace that the champion's record has. */
  Trace championTrace() {
    return championTrace;
  }

  List<ModelEvent> sendRaw(String topic, String key, byte[] value) {
    return sendRaw(topic, new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value));
  }

  List<ModelEvent> sendRaw(String topic, TestRecord<byte[], byte[]> message) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(message);
    return drain();
  }

  <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    return topic.valueSerde(serdeConfig).serializer().serialize(topic.name(), value);
  }

  /** The champion as model.champions says it. */
  ModelChampion champion() {
    return champion;
  }

  /** All events so far. */
  List<ModelEvent> log() {
    return List.copyOf(log);
  }

  void advance(java.time.Duration time) {
    driver.advanceWallClockTime(time);
  }

  Instant lastEventTime() {
    return log.get(log.size() - 1).getOccurredAt();
  }

  /** The model's rows as the store holds them. */
  Map<String, Row> liveRows(String model) {
    Map<String, Row> rows = new TreeMap<>();
    try (var entries = driver.<String, Row>getKeyValueStore(RegistryTopology.ROWS).all()) {
      entries.forEachRemaining(
          entry -> {
            if (entry.key.startsWith(model + "/")) {
              rows.put(entry.key.substring(model.length() + 1), entry.value);
            }
          });
    }
    return rows;
  }

  /** The model's rows as they follow from the event log alone. */
  Map<String, Row> replayedRows(String model) {
    List<ModelEvent> own = log.stream().filter(event -> event.getModel().equals(model)).toList();
    return new TreeMap<>(Samples.replay(model, own).changes());
  }

  long openJobs() {
    return driver.getKeyValueStore(RegistryTopology.OPEN_JOBS).approximateNumEntries();
  }

  double count(String meter) {
    return meters.find(meter).counters().stream().mapToDouble(each -> each.count()).sum();
  }

  @Override
  public void close() {
    driver.close();
  }

  private List<ModelEvent> drain() {
    List<ModelEvent> fresh = new ArrayList<>();
    for (TestRecord<String, ModelEvent> event : events.readRecordsToList()) {
      fresh.add(event.value());
      traces.add(Trace.from(event.headers()).orElseThrow());
    }
    log.addAll(fresh);
    for (TestRecord<String, ModelChampion> moved : champions.readRecordsToList()) {
      champion = moved.value();
      championTrace = Trace.from(moved.headers()).orElseThrow();
    }
    return fresh;
  }

  private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
    return driver.createInputTopic(
        topic.name(), topic.keySerde().serializer(), topic.valueSerde(serdeConfig).serializer());
  }

  private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(),
        topic.keySerde().deserializer(),
        topic.valueSerde(serdeConfig).deserializer());
  }
}
