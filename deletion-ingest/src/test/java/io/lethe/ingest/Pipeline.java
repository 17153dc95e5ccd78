// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.ingest.accumulate.ModelState;
import io.lethe.ingest.accumulate.SetRow;
import io.lethe.ingest.accumulate.SubjectRow;
import io.lethe.ingest.callback.CallbackRow;
import io.lethe.ingest.callback.CallingBack;
import io.lethe.ingest.http.RequesterEyes;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.limit.TenantDay;
import io.lethe.ingest.request.RequestRecord;
import io.lethe.ingest.request.SetRequest;
import io.lethe.ingest.request.Sweep;
import io.lethe.ingest.writer.ForgetSetUniter;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.kafka.RowSerde;
import io.lethe.kit.loop.Faults;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.TrainedWithout;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The production topology with production serdes on a test driver, beside it the modules around it:
 * the store's writer (the real uniter over a real store) and a hand that writes the registry's
 * events.
 */
final class Pipeline implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String DATASET = digest("dataset");
  static final String EMPTY = ForgetSet.empty().digest();

  /** Whose topics are read, where nothing else is said. */
  static final Tenants TENANTS = Tenants.of(List.of("other", "shop"));

  final CountingMetrics metrics = new CountingMetrics();
  final SubjectKeys subjectKeys;
  final List<TestRecord<byte[], byte[]>> raw = new ArrayList<>();
  final Map<String, List<TestRecord<byte[], byte[]>>> rawByTopic = new TreeMap<>();
  final List<RejectedRequest> rejected = new ArrayList<>();
  final List<DeletionStatus> history = new ArrayList<>();
  final Map<String, DeletionStatus> status = new TreeMap<>();
  final Map<String, StandingOrder> standing = new TreeMap<>();
  final List<ForgetSetIntent> intents = new ArrayList<>();
  final List<UnlearningJob> jobs = new ArrayList<>();

  /** By model and digest: where the last set of these people stands. */
  final Map<String, ForgetSetState> sets = new TreeMap<>();

  /** What compaction leaves of them. */
  final Map<String, ForgetSetState> setsByKey = new TreeMap<>();

  final List<ForgetSetState> setHistory = new ArrayList<>();
  final Receivers receivers = new Receivers();
  final TopologyTestDriver driver;

  /** Where the views are that follow what is published. */
  boolean caughtUp = true;

  /** Of who sent a request. */
  RequesterEyes eyes = new RequesterEyes();

  private final Path directory;
  private final Duration grace;
  private final Tenants tenants;
  private final Map<String, Object> serdeConfig;
  private final ForgetSetUniter uniter;
  private final Map<String, Long> sequences = new HashMap<>();
  private final Map<String, ModelChampion> champions = new HashMap<>();
  private final Map<String, SubjectSamples> datasetRows = new TreeMap<>();
  private final List<ForgetSetIntent> rows = new ArrayList<>();
  private boolean storeAnswers = true;
  private String dataset = DATASET;

  /** How many train samples the dataset has of each class, of which sample i has class i mod n. */
  List<Long> classSamples = List.of(1_000_000L);

  /** Who may erase from the datasets that are registered from now on. */
  List<String> datasetTenants;

  private ForgetSetStored lastAnswer;

  /** Without grace: a request that names no model goes at once to those that are registered. */
  Pipeline(Path directory) {
    this(directory, Duration.ZERO);
  }

  Pipeline(Path directory, Duration grace) {
    this(directory, grace, "mock://" + UUID.randomUUID(), START, Set.of(), TENANTS);
  }

  /** A pipeline to which a person has named records that it may pass over. */
  Pipeline(Path directory, Set<String> passOver) {
    this(directory, Duration.ZERO, "mock://" + UUID.randomUUID(), START, passOver, TENANTS);
  }

  /** A pipeline of these tenants. */
  Pipeline(Path directory, Tenants tenants) {
    this(directory, Duration.ZERO, "mock://" + UUID.randomUUID(), START, Set.of(), tenants);
  }

  private Pipeline(
      Path directory,
      Duration grace,
      String registry,
      Instant start,
      Set<String> passOver,
      Tenants tenants) {
    datasetTenants = tenants.names();
    this.directory = directory;
    this.grace = grace;
    this.tenants = tenants;
    now = start;
    serdeConfig = Map.of("schema.registry.url", registry);
    subjectKeys = SubjectKeys.loadOrCreate(directory.resolve("subjects.key"));
    uniter =
        new ForgetSetUniter(
            new FileArtifactStore(directory.resolve("store"), ArtifactWriter.INTAKE));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.putAll(
        StreamsFaults.settings(new Faults(new SimpleMeterRegistry(), passOver), "ingest", tenants));
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, directory.resolve("state-" + UUID.randomUUID()).toString());
    driver =
        new TopologyTestDriver(
            new IngestTopology(
                    serdeConfig, subjectKeys, times(grace), metrics, tenants, callingBack())
                .build(),
            properties,
            start);
  }

  private CallingBack callingBack() {
    return new CallingBack(
        (tenant, requestId, at) ->
            caughtUp ? eyes.shown(tenant + "/" + requestId, at) : Optional.empty(),
        receivers);
  }

  /**
   * The same application after a stop of this length, in an empty state directory: its stores are
   * filled from the changelogs that this one wrote, its global tables from their topics.
   */
  Pipeline restartedAfter(Duration stop) {
    return restartedAfter(stop, tenants);
  }

  /** The same with other tenants. */
  Pipeline restartedAfter(Duration stop, Tenants served) {
    Pipeline next =
        new Pipeline(
            directory,
            grace,
            serdeConfig.get("schema.registry.url").toString(),
            now.plus(stop),
            Set.of(),
            served);
    next.eyes = eyes;
    next.rows.addAll(rows);
    next.sequences.putAll(sequences);
    next.champions.putAll(champions);
    next.status.putAll(status);
    next.datasetRows.putAll(datasetRows);
    champions.forEach(
        (model, champion) -> next.input(Topics.MODEL_CHAMPIONS).pipeInput(model, champion));
    datasetRows.forEach((key, row) -> next.input(Topics.DATASET_SUBJECTS).pipeInput(key, row));
    rawByTopic.forEach(
        (topic, written) -> {
          if (topic.endsWith("-changelog")) { // for a restart after this one
            next.rawByTopic.put(topic, new ArrayList<>(written));
          }
        });
    next.restore(IngestTopology.REQUESTS, new RowSerde<>(RequestRecord.class), rawByTopic);
    next.restore(IngestTopology.REQUESTS_WAITING, Serdes.String(), rawByTopic);
    next.restore(IngestTopology.STANDING_ORDERS, Serdes.String(), rawByTopic);
    next.restore(IngestTopology.STANDING_SWEEPS, new RowSerde<>(Sweep.class), rawByTopic);
    next.restore(IngestTopology.MODELS, new RowSerde<>(ModelState.class), rawByTopic);
    next.restore(IngestTopology.SETS, new RowSerde<>(SetRow.class), rawByTopic);
    next.restore(IngestTopology.SET_REQUESTS, new RowSerde<>(SetRequest.class), rawByTopic);
    next.restore(IngestTopology.SUBJECTS, new RowSerde<>(SubjectRow.class), rawByTopic);
    next.restore(IngestTopology.TENANT_DAYS, new RowSerde<>(TenantDay.class), rawByTopic);
    next.restore(IngestTopology.CALLBACKS, new RowSerde<>(CallbackRow.class), rawByTopic);
    next.pump();
    return next;
  }

  private <V> void restore(
      String store, Serde<V> serde, Map<String, List<TestRecord<byte[], byte[]>>> written) {
    KeyValueStore<String, V> filled = driver.getKeyValueStore(store);
    String changelog = "ingest-" + store + "-changelog";
    for (TestRecord<byte[], byte[]> row : written.getOrDefault(changelog, List.of())) {
      filled.put(
          new String(row.key(), StandardCharsets.UTF_8),
          serde.deserializer().deserialize(changelog, row.value()));
    }
  }

  private static IngestTimes times(Duration grace) {
    IngestTimes usual = IngestTimes.defaults();
    return new IngestTimes(usual.defaultDeadline(), grace, usual.tick());
  }

  static String digest(String text) {
    return Digests.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A policy whose numbers fit a test: seal at 10 samples, at least 2, after a minute. */
  static ModelPolicy policy() {
    ModelPolicy defaults = ModelPolicy.defaults();
    return new ModelPolicy(
        new Sealing(
            10, Duration.ofMinutes(1), 2, Duration.ofHours(1), Duration.ofMinutes(10), 3, true),
        defaults.ladder(),
        defaults.gate());
  }

  Instant now() {
    return now;
  }

  private Instant now;

  void advance(Duration by) {
    now = now.plus(by);
    driver.advanceWallClockTime(by);
    pump();
  }

  void holdStore() {
    storeAnswers = false;
  }

  void releaseStore() {
    storeAnswers = true;
    List<ForgetSetIntent> held = List.copyOf(rows);
    rows.clear();
    held.forEach(this::serve);
    pump();
  }

  /** The store's last answer comes once more. */
  void repeatLastAnswer() {
    input(Topics.FORGET_SETS_STORED).pipeInput(lastAnswer.getModel(), lastAnswer);
    pump();
  }

  // ---- what comes before ingest

  /** What is registered from now on is this dataset's. */
  void useDataset(String name) {
    dataset = digest(name);
  }

  void registerDataset(Map<String, List<Integer>> samplesBySubject) {
    samplesBySubject.forEach(this::registerSubject);
    endPartition(0, 2, subjectKeys.keyId());
    endPartition(1, 2, subjectKeys.keyId());
  }

  void registerSubject(String subject, List<Integer> ordinals) {
    registerSubject(subject, ordinals, List.of());
  }

  void registerSubject(String subject, List<Integer> ordinals, List<Integer> twins) {
    String key = subjectKeys.keyOf(subject);
    SubjectSamples row =
        SubjectSamples.newBuilder()
            .setKind(SubjectSamplesKind.SAMPLES)
            .setDatasetDigest(dataset)
            .setSubjectKeyId(subjectKeys.keyId())
            .setSubjectKey(key)
            .setOrdinals(ordinals)
            .setLabels(ordinals.stream().map(this::label).toList())
            .setTwins(twins)
            .setOtherSamples(ordinals.isEmpty() ? 3 : 0)
            .build();
    datasetRows.put(dataset + "/" + key, row);
    input(Topics.DATASET_SUBJECTS).pipeInput(dataset + "/" + key, row);
  }

  /** The registrar's list of whom a model was trained without. */
  void nameTrainedWithout(String digest, String subject, List<Integer> ordinals) {
    String usual = dataset;
    dataset = digest;
    registerSubject(subject, ordinals);
    dataset = usual;
  }

  void sendStanding(String key, StandingOrder order) {
    input(Topics.DELETION_STANDING).pipeInput(key, order);
    pump();
  }

  private int label(int ordinal) {
    return classSamples.isEmpty() ? 0 : ordinal % classSamples.size();
  }

  void endPartition(int partition, int partitions, String keyId) {
    endPartition(partition, partitions, keyId, subjectKeys.rule().label());
  }

  void endPartition(int partition, int partitions, String keyId, String rule) {
    SubjectSamples marker =
        SubjectSamples.newBuilder()
            .setKind(SubjectSamplesKind.END_OF_PARTITION)
            .setDatasetDigest(dataset)
            .setSubjectKeyId(keyId)
            .setPartition(partition)
            .setPartitions(partitions)
            .setSubjects(0L)
            .setSubjectRule(rule)
            .setClassSamples(classSamples)
            .setTenants(datasetTenants)
            .build();
    datasetRows.put(dataset + "/#end/" + partition, marker);
    input(Topics.DATASET_SUBJECTS).pipeInput(dataset + "/#end/" + partition, marker);
  }

  /** Registers a dataset of subjects s0, s1, ... with as many samples each. */
  void registerSubjects(int subjects, int samplesEach) {
    Map<String, List<Integer>> samples = new TreeMap<>();
    for (int i = 0; i < subjects; i++) {
      List<Integer> ordinals = new ArrayList<>();
      for (int j = 0; j < samplesEach; j++) {
        ordinals.add(i * samplesEach + j);
      }
      samples.put("s" + i, ordinals);
    }
    registerDataset(samples);
  }

  String request(String subject) {
    return request(subject, null);
  }

  String request(String subject, String model) {
    String id = UUID.randomUUID().toString();
    send(subject, requestBuilder(id, subject).setModel(model).build());
    return "default/" + id;
  }

  DeletionRequest.Builder requestBuilder(String id, String subject) {
    return DeletionRequest.newBuilder().setRequestId(id).setSubjectId(subject).setRequestedAt(now);
  }

  /** On the topic of the tenant that it names. */
  void send(String key, DeletionRequest request) {
    sendTo(request.getTenant(), key, request);
  }

  void sendTo(String tenant, String key, DeletionRequest request) {
    Topic<DeletionRequest> topic = Topics.DELETION_REQUESTS.of(tenant);
    sendRaw(topic, new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), encode(topic, request)));
  }

  String amend(String key, AmendmentKind kind) {
    return amend(key, kind, null);
  }

  String amend(String key, AmendmentKind kind, Instant deadline) {
    String id = UUID.randomUUID().toString();
    send(amendment(id, key, kind).setDeadline(deadline).build());
    return id;
  }

  DeletionAmendment.Builder amendment(String id, String key, AmendmentKind kind) {
    int slash = key.indexOf('/');
    return DeletionAmendment.newBuilder()
        .setAmendmentId(id)
        .setTenant(key.substring(0, slash))
        .setRequestId(key.substring(slash + 1))
        .setKind(kind)
        .setReason("a court said so")
        .setDecidedBy("dpo")
        .setDecidedAt(now);
  }

  /** On the topic of the tenant that it names. */
  void send(DeletionAmendment amendment) {
    sendTo(amendment.getTenant(), amendment);
  }

  void sendTo(String tenant, DeletionAmendment amendment) {
    Topic<DeletionAmendment> topic = Topics.DELETION_AMENDMENTS.of(tenant);
    String key = amendment.getTenant() + "/" + amendment.getRequestId();
    byte[] value = encode(topic, amendment);
    sendRaw(topic, new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value, now));
  }

  byte[] encode(DeletionRequest request) {
    return encode(Topics.DELETION_REQUESTS, request);
  }

  <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    return topic.valueSerde(serdeConfig).serializer().serialize(topic.name(), value);
  }

  void sendRaw(TestRecord<byte[], byte[]> request) {
    sendRaw(Topics.DELETION_REQUESTS, request);
  }

  void sendRaw(Topic<?> topic, TestRecord<byte[], byte[]> message) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(message);
    pump();
  }

  // ---- the registry's hand

  void registerModel(String model) {
    registerModel(model, policy());
  }

  void registerModel(String model, ModelPolicy policy) {
    publishChampion(model, 1, 1, EMPTY);
    sendRegistered(model, policy);
  }

  void publishChampion(String model, long version, long epoch, String forgotten) {
    ModelChampion champion =
        ModelChampion.newBuilder()
            .setModel(model)
            .setVersion(version)
            .setDigest(digest(model + "/" + version))
            .setUri("artifact:tree/" + digest(model + "/" + version))
            .setChampionEpoch(epoch)
            .setForgottenDigest(forgotten)
            .setDatasetDigest(dataset)
            .setChangedAt(now)
            .build();
    champions.put(model, champion);
    input(Topics.MODEL_CHAMPIONS).pipeInput(model, champion);
  }

  void sendRegistered(String model, ModelPolicy policy) {
    sendRegistered(model, policy, null);
  }

  void sendRegistered(String model, ModelPolicy policy, @Nullable TrainedWithout word) {
    send(
        pointer(model, ModelEventType.REGISTERED)
            .setTrainedWithout(word)
            .setMetrics(
                Map.of(
                    "test_accuracy", 0.9,
                    "test_loss", 0.3,
                    "test_margin", 4.0,
                    "test_margin_spread", 2.5))
            .setDatasetDigest(dataset)
            .setDatasetUri("artifact:tree/" + dataset)
            .setPolicy(policy.toCanonicalJson())
            .setPolicyDigest(ModelPolicy.digestOf(policy.toCanonicalJson())));
  }

  /** An event with the current champion's pointer. */
  ModelEvent.Builder pointer(String model, ModelEventType type) {
    ModelChampion champion = champions.get(model);
    return event(model, type)
        .setVersion(champion.getVersion())
        .setDigest(champion.getDigest())
        .setUri(champion.getUri())
        .setForgottenDigest(champion.getForgottenDigest())
        .setForgottenUri("artifact:blob/" + champion.getForgottenDigest());
  }

  ModelEvent.Builder event(String model, ModelEventType type) {
    return ModelEvent.newBuilder()
        .setType(type)
        .setModel(model)
        .setSequence(sequences.merge(model, 1L, Long::sum))
        .setOccurredAt(now)
        .setChampionEpoch(champions.get(model).getChampionEpoch());
  }

  void send(ModelEvent.Builder event) {
    input(Topics.MODEL_EVENTS).pipeInput(event.getModel(), event.build());
    pump();
  }

  /** Five subjects of two samples ask: a full set. Returns the last request's key. */
  String fillSet(int firstSubject) {
    String key = "";
    for (int i = firstSubject; i < firstSubject + 5; i++) {
      key = request("s" + i);
    }
    return key;
  }

  void accept(UnlearningJob job) {
    send(
        event(job.getModel(), ModelEventType.CANDIDATE_ACCEPTED)
            .setJobId(job.getJobId())
            .setAttempt(job.getAttempt()));
  }

  void verifying(String model, String jobId) {
    verifying(model, jobId, Duration.ZERO);
  }

  void verifying(String model, String jobId, Duration ago) {
    input(Topics.VERIFICATION_PROGRESS)
        .pipeInput(
            model,
            VerificationProgress.newBuilder()
                .setModel(model)
                .setJobId(jobId)
                .setAt(now.minus(ago))
                .build());
    pump();
  }

  void reject(UnlearningJob job) {
    send(
        event(job.getModel(), ModelEventType.REJECTED)
            .setJobId(job.getJobId())
            .setReason("forget_accuracy_gap 0.2 is above 0.05"));
  }

  /** More samples would not help. */
  void cannotTell(UnlearningJob job) {
    cannotTell(job, null);
  }

  void cannotTell(UnlearningJob job, Long samplesAsked) {
    send(
        event(job.getModel(), ModelEventType.INCONCLUSIVE)
            .setJobId(job.getJobId())
            .setSamplesAsked(samplesAsked)
            .setReason("criterion forget_margin is INCONCLUSIVE"));
  }

  void fail(UnlearningJob job, boolean retryable) {
    send(
        event(job.getModel(), ModelEventType.JOB_FAILED)
            .setJobId(job.getJobId())
            .setRetryable(retryable)
            .setReason("the dataset has vanished"));
  }

  void failRung(UnlearningJob job) {
    send(
        event(job.getModel(), ModelEventType.JOB_FAILED)
            .setJobId(job.getJobId())
            .setRetryable(false)
            .setOfRung(true)
            .setReason("the forget set holds class 'dress' whole"));
  }

  void stale(UnlearningJob job) {
    send(event(job.getModel(), ModelEventType.STALE).setJobId(job.getJobId()));
  }

  void promote(UnlearningJob job) {
    ModelChampion before = champions.get(job.getModel());
    publishChampion(
        job.getModel(),
        before.getVersion() + 1,
        before.getChampionEpoch() + 1,
        job.getForgottenDigest());
    send(
        pointer(job.getModel(), ModelEventType.PROMOTED)
            .setJobId(job.getJobId())
            .setAttempt(job.getAttempt())
            .setForgetSetDigest(job.getForgetSetDigest()));
  }

  /** The pointer moves without a job of ours. */
  void rollBack(String model, String forgotten) {
    ModelChampion before = champions.get(model);
    publishChampion(model, before.getVersion() + 1, before.getChampionEpoch() + 1, forgotten);
    send(pointer(model, ModelEventType.ROLLED_BACK));
  }

  // ---- what came out

  RequestState state(String key) {
    DeletionStatus found = status.get(key);
    assertThat(found).as("status of %s", key).isNotNull();
    return found.getState();
  }

  UnlearningJob lastJob() {
    return jobs.get(jobs.size() - 1);
  }

  ForgetSet blob(String digest) {
    return ForgetSet.parse(
        new FileArtifactStore(directory.resolve("store"), ArtifactWriter.INTAKE).readBlob(digest));
  }

  /** Takes a blob out of the store; run the result to put it back. */
  Runnable lose(String digest) {
    byte[] content = blob(digest).toBytes();
    try {
      Files.delete(
          directory.resolve("store/intake/blobs").resolve(digest.substring(0, 2)).resolve(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return () ->
        assertThat(
                new FileArtifactStore(directory.resolve("store"), ArtifactWriter.INTAKE)
                    .putBlob(content)
                    .digest())
            .isEqualTo(digest);
  }

  /** Reads everything that came out, lets the store answer, until nothing moves. */
  private void pump() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (String topic : Set.copyOf(driver.producedTopicNames())) {
        TestOutputTopic<byte[], byte[]> output =
            driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (TestRecord<byte[], byte[]> found : output.readRecordsToList()) {
          moved = true;
          raw.add(found);
          rawByTopic.computeIfAbsent(topic, name -> new ArrayList<>()).add(found);
          take(topic, found);
        }
      }
    }
  }

  private void take(String topic, TestRecord<byte[], byte[]> found) {
    if (topic.equals(Topics.DELETION_REJECTED.name())) {
      rejected.add(read(Topics.DELETION_REJECTED, found));
      eyes.rejection(rejected.get(rejected.size() - 1));
    } else if (topic.equals(Topics.DELETION_HISTORY.name())) {
      history.add(read(Topics.DELETION_HISTORY, found));
    } else if (topic.equals(Topics.DELETION_STATUS.name())) {
      String key = new String(found.key(), StandardCharsets.UTF_8);
      status.put(key, read(Topics.DELETION_STATUS, found));
      eyes.status(key, status.get(key));
    } else if (topic.equals(Topics.DELETION_STANDING.name())) {
      String key = new String(found.key(), StandardCharsets.UTF_8);
      standing.put(key, read(Topics.DELETION_STANDING, found));
    } else if (topic.equals(Topics.UNLEARNING_JOBS.name())) {
      jobs.add(read(Topics.UNLEARNING_JOBS, found));
    } else if (topic.equals(Topics.FORGET_SETS.name())) {
      ForgetSetState state = read(Topics.FORGET_SETS, found);
      sets.put(state.getModel() + "/" + state.getForgetSetDigest(), state);
      setsByKey.put(new String(found.key(), StandardCharsets.UTF_8), state);
      setHistory.add(state);
      eyes.set(state);
    } else if (topic.equals(Topics.FORGET_SET_INTENTS.name())) {
      ForgetSetIntent intent = read(Topics.FORGET_SET_INTENTS, found);
      intents.add(intent);
      if (storeAnswers) {
        serve(intent);
      } else {
        rows.add(intent);
      }
    }
  }

  private void serve(ForgetSetIntent intent) {
    if (intent.getKind() == ForgetSetIntentKind.SUBJECT) {
      rows.add(intent);
      return;
    }
    ForgetSetStored answer;
    if (intent.getKind() == ForgetSetIntentKind.SEAL) {
      answer = uniter.seal(intent, List.copyOf(rows));
      rows.clear();
    } else {
      answer = uniter.unite(intent);
    }
    lastAnswer = answer;
    input(Topics.FORGET_SETS_STORED).pipeInput(intent.getModel(), answer);
  }

  private <V extends SpecificRecord> V read(Topic<V> topic, TestRecord<byte[], byte[]> found) {
    return topic.valueSerde(serdeConfig).deserializer().deserialize(topic.name(), found.value());
  }

  <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), topic.valueSerde(serdeConfig).serializer());
  }

  @Override
  public void close() {
    driver.close();
  }
}
