// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static io.lethe.ingest.Nodes.only;
import static io.lethe.ingest.Nodes.repartitioned;
import static io.lethe.ingest.Nodes.store;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.accumulate.AccumulateProcessor;
import io.lethe.ingest.accumulate.ModelEffect;
import io.lethe.ingest.accumulate.ModelInput;
import io.lethe.ingest.accumulate.ModelState;
import io.lethe.ingest.accumulate.SetRow;
import io.lethe.ingest.accumulate.StoreNames;
import io.lethe.ingest.accumulate.SubjectRow;
import io.lethe.ingest.callback.CallbackProcessor;
import io.lethe.ingest.callback.CallbackRow;
import io.lethe.ingest.callback.CallingBack;
import io.lethe.ingest.intake.AmendmentProcessor;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.intake.IntakeProcessor;
import io.lethe.ingest.intake.IntakeResult;
import io.lethe.ingest.intake.ValidAmendment;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.ingest.limit.TenantDay;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.request.AdmitProcessor;
import io.lethe.ingest.request.AggregateProcessor;
import io.lethe.ingest.request.AmendProcessor;
import io.lethe.ingest.request.OfCase;
import io.lethe.ingest.request.RequestEffect;
import io.lethe.ingest.request.RequestRecord;
import io.lethe.ingest.request.SetRequest;
import io.lethe.ingest.request.StandingProcessor;
import io.lethe.ingest.request.Sweep;
import io.lethe.ingest.request.ToCase;
import io.lethe.kit.kafka.RequiredSerde;
import io.lethe.kit.kafka.RowSerde;
import io.lethe.kit.kafka.ShortTextSerde;
import io.lethe.kit.loop.GuardedProcessor;
import io.lethe.kit.streams.GlobalTable;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;

/**
 * From a deletion request to an unlearning job, and the request's state back.
 *
 * <p>Three sub-topologies, so that nothing with state trusts a producer's partitioning: intake by
 * whatever key the sender chose, one row per request by tenant/requestId, the sets of a model by
 * model. Stores have no cache: every commit is small, and a state is published as soon as it is
 * reached. All stores keep their changelog; the two global tables are their topics.
 *
 * <p>Why: docs/decisions/0004-global-stores-for-subjects-and-models.md.
 */
public final class IngestTopology {
  static final String REQUESTS_BY_ID = "requests-by-id";
  static final String AMENDMENTS_BY_ID = "amendments-by-id";
  static final String REQUESTS_BY_MODEL = "requests-by-model";
  static final String DATASET_SUBJECTS = "dataset-subjects";
  static final String CHAMPIONS = "champions";
  static final String REQUESTS = "requests";
  static final String REQUESTS_WAITING = "requests-waiting";
  static final String STANDING_ORDERS = "standing-orders";
  static final String STANDING_SWEEPS = "standing-sweeps";
  static final String MODELS = "models";
  static final String SETS = "sets";
  static final String SET_REQUESTS = "set-requests";
  static final String SUBJECTS = "subjects";
  static final String TENANT_DAYS = "tenant-days";
  static final String CALLBACKS = "callbacks";

  private final Map<String, ?> serdeConfig;
  private final SubjectKeys subjectKeys;
  private final IngestTimes times;
  private final IngestMetrics metrics;
  private final Tenants tenants;
  private final CallingBack callingBack;

  /**
   * A topology over the production topics.
   *
   * @param serdeConfig Confluent's serde settings
   * @param subjectKeys makes subject keys; used at intake only
   * @param times how long things wait
   * @param metrics counts
   * @param tenants whose topics are read
   * @param callingBack what those are told who are called back, and by whom
   */
  public IngestTopology(
      Map<String, ?> serdeConfig,
      SubjectKeys subjectKeys,
      IngestTimes times,
      IngestMetrics metrics,
      Tenants tenants,
      CallingBack callingBack) {
    this.serdeConfig = Map.copyOf(serdeConfig);
    this.subjectKeys = subjectKeys;
    this.times = times;
    this.metrics = metrics;
    this.tenants = tenants;
    this.callingBack = callingBack;
  }

  /**
   * Builds it.
   *
   * @return the topology, every node and store of it named
   */
  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    addStores(builder);

    KStream<String, IntakeResult> intakeResults =
        builder.stream(
                tenants.topicNames(Topics.DELETION_REQUESTS),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("deletion-requests"))
            .process(this::intake, Named.as("intake"))
            .merge(amendments(builder), Named.as("with-amendments"));
    intakeResults
        .flatMapValues(
            only(IntakeResult.Refused.class, IntakeResult.Refused::deadLetter),
            Named.as("refused-at-intake"))
        .to(
            Topics.DELETION_REJECTED.name(),
            produced(Topics.DELETION_REJECTED, "rejected-at-intake"));

    KStream<String, RequestEffect> admitted =
        intakeResults
            .flatMapValues(
                only(IntakeResult.Accepted.class, IntakeResult.Accepted::request),
                Named.as("accepted-at-intake"))
            .repartition(repartitioned(REQUESTS_BY_ID, ValidRequest.class))
            .process(this::admit, Named.as("admit"), REQUESTS, REQUESTS_WAITING, STANDING_SWEEPS)
            .merge(amended(intakeResults), Named.as("with-amended"))
            .merge(standingOrders(builder), Named.as("with-standing-orders"));
    toRejected(admitted, "at-admission");
    admitted
        .flatMapValues(
            only(RequestEffect.Stand.class, RequestEffect.Stand::order),
            Named.as("standing-at-admission"))
        .to(Topics.DELETION_STANDING.name(), produced(Topics.DELETION_STANDING, "standing-orders"));

    KStream<String, ModelEffect> modelEffects =
        admitted
            .flatMapValues(
                only(RequestEffect.ToModel.class, RequestEffect.ToModel::message),
                Named.as("requests-to-models"))
            .repartition(repartitioned(REQUESTS_BY_MODEL, ToCase.class))
            .<ModelInput>mapValues(ModelInput.OfRequest::new, Named.as("request-input"))
            .merge(modelEvents(builder), Named.as("with-model-events"))
            .merge(storedSets(builder), Named.as("with-stored-sets"))
            .merge(verifications(builder), Named.as("with-verifications"))
            .process(
                this::accumulate,
                Named.as("accumulate"),
                MODELS,
                SETS,
                SET_REQUESTS,
                SUBJECTS,
                TENANT_DAYS);
    modelEffects
        .flatMapValues(
            only(ModelEffect.PublishSet.class, ModelEffect.PublishSet::state),
            Named.as("publish-set"))
        .to(
            Topics.FORGET_SETS.name(),
            produced(Topics.FORGET_SETS, "forget-sets")
                .withStreamPartitioner(new BesideItsModel()));
    modelEffects
        .flatMapValues(
            only(ModelEffect.WriteSet.class, ModelEffect.WriteSet::intent), Named.as("write-set"))
        .to(Topics.FORGET_SET_INTENTS.name(), produced(Topics.FORGET_SET_INTENTS, "set-intents"));
    modelEffects
        .flatMapValues(
            only(ModelEffect.IssueJob.class, ModelEffect.IssueJob::job), Named.as("issue-job"))
        .to(Topics.UNLEARNING_JOBS.name(), produced(Topics.UNLEARNING_JOBS, "unlearning-jobs"));

    KStream<String, RequestEffect> aggregated =
        modelEffects
            .flatMapValues(
                only(ModelEffect.Tell.class, ModelEffect.Tell::news), Named.as("publish-status"))
            .repartition(repartitioned("status-by-request", OfCase.class))
            .process(() -> new AggregateProcessor(REQUESTS), Named.as("aggregate"), REQUESTS);
    toRejected(aggregated, "by-model");
    KStream<String, RequestEffect.Publish> published =
        aggregated
            .merge(admitted, Named.as("with-admissions"))
            .flatMapValues(
                only(RequestEffect.Publish.class, Function.identity()), Named.as("published"));
    published.process(this::callBack, Named.as("call-back"), CALLBACKS);
    KStream<String, DeletionStatus> statuses =
        published.mapValues(RequestEffect.Publish::status, Named.as("statuses"));
    statuses.to(Topics.DELETION_STATUS.name(), produced(Topics.DELETION_STATUS, "deletion-status"));
    statuses
        .selectKey(
            (key, status) -> status.getTenant() + "/" + status.getRequestId(),
            Named.as("history-key"))
        .to(Topics.DELETION_HISTORY.name(), produced(Topics.DELETION_HISTORY, "deletion-history"));

    return builder.build();
  }

  private void toRejected(KStream<String, RequestEffect> effects, String where) {
    effects
        .flatMapValues(
            only(RequestEffect.Refuse.class, RequestEffect.Refuse::deadLetter),
            Named.as("refused-" + where))
        .to(
            Topics.DELETION_REJECTED.name(),
            produced(Topics.DELETION_REJECTED, "rejected-" + where));
  }

  private void addStores(StreamsBuilder builder) {
    GlobalTable.add(
        builder,
        DATASET_SUBJECTS,
        Topics.DATASET_SUBJECTS.name(),
        new ShortTextSerde<>(valueSerde(Topics.DATASET_SUBJECTS)));
    GlobalTable.add(
        builder, CHAMPIONS, Topics.MODEL_CHAMPIONS.name(), valueSerde(Topics.MODEL_CHAMPIONS));
    builder.addStateStore(store(REQUESTS, new RowSerde<>(RequestRecord.class)));
    builder.addStateStore(store(REQUESTS_WAITING, Serdes.String()));
    builder.addStateStore(store(STANDING_ORDERS, Serdes.String()));
    builder.addStateStore(store(STANDING_SWEEPS, new RowSerde<>(Sweep.class)));
    builder.addStateStore(store(MODELS, new RowSerde<>(ModelState.class)));
    builder.addStateStore(store(SETS, new RowSerde<>(SetRow.class)));
    builder.addStateStore(store(SET_REQUESTS, new RowSerde<>(SetRequest.class)));
    builder.addStateStore(store(SUBJECTS, new RowSerde<>(SubjectRow.class)));
    builder.addStateStore(store(TENANT_DAYS, new RowSerde<>(TenantDay.class)));
    builder.addStateStore(store(CALLBACKS, new RowSerde<>(CallbackRow.class)));
  }

  /** What the orders of later models' sake come to; a tombstone ends one. */
  private KStream<String, RequestEffect> standingOrders(StreamsBuilder builder) {
    Topic<StandingOrder> topic = Topics.DELETION_STANDING;
    return builder.stream(
            topic.name(),
            Consumed.with(
                    RequiredSerde.ofKeys(topic.keySerde()), new ShortTextSerde<>(valueSerde(topic)))
                .withName("standing-input"))
        .process(
            this::standing,
            Named.as("stand"),
            REQUESTS,
            REQUESTS_WAITING,
            STANDING_ORDERS,
            STANDING_SWEEPS);
  }

  private KStream<String, IntakeResult> amendments(StreamsBuilder builder) {
    return builder.stream(
            tenants.topicNames(Topics.DELETION_AMENDMENTS),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("deletion-amendments"))
        .process(this::amendmentIntake, Named.as("amendment-intake"));
  }

  /** By request, whatever partition the sender chose. */
  private KStream<String, RequestEffect> amended(KStream<String, IntakeResult> intakeResults) {
    return intakeResults
        .flatMapValues(
            only(IntakeResult.Amended.class, IntakeResult.Amended::amendment),
            Named.as("amended-at-intake"))
        .repartition(repartitioned(AMENDMENTS_BY_ID, ValidAmendment.class))
        .process(this::amend, Named.as("amend"), REQUESTS, REQUESTS_WAITING, STANDING_SWEEPS);
  }

  private KStream<String, ModelInput> modelEvents(StreamsBuilder builder) {
    return builder.stream(Topics.MODEL_EVENTS.name(), consumed(Topics.MODEL_EVENTS, "model-events"))
        .mapValues(ModelInput.Event::new, Named.as("event-input"));
  }

  private KStream<String, ModelInput> storedSets(StreamsBuilder builder) {
    return builder.stream(
            Topics.FORGET_SETS_STORED.name(), consumed(Topics.FORGET_SETS_STORED, "set-results"))
        .mapValues(ModelInput.Stored::new, Named.as("stored-input"));
  }

  private KStream<String, ModelInput> verifications(StreamsBuilder builder) {
    return builder.stream(
            Topics.VERIFICATION_PROGRESS.name(),
            consumed(Topics.VERIFICATION_PROGRESS, "verification-progress"))
        .mapValues(ModelInput.UnderWay::new, Named.as("progress-input"));
  }

  private Processor<byte[], byte[], String, IntakeResult> intake() {
    return GuardedProcessor.of(
        new IntakeProcessor(
            valueSerde(Topics.DELETION_REQUESTS).deserializer(),
            subjectKeys,
            times.defaultDeadline(),
            metrics));
  }

  private Processor<byte[], byte[], String, IntakeResult> amendmentIntake() {
    return GuardedProcessor.of(
        new AmendmentProcessor(valueSerde(Topics.DELETION_AMENDMENTS).deserializer(), metrics));
  }

  private Processor<String, ValidAmendment, String, RequestEffect> amend() {
    return GuardedProcessor.of(
        new AmendProcessor(
            new AmendProcessor.Settings(REQUESTS, REQUESTS_WAITING, STANDING_SWEEPS, CHAMPIONS),
            subjectKeys,
            metrics));
  }

  private Processor<String, ValidRequest, String, RequestEffect> admit() {
    return GuardedProcessor.of(
        new AdmitProcessor(
            new AdmitProcessor.Settings(
                REQUESTS,
                REQUESTS_WAITING,
                CHAMPIONS,
                STANDING_SWEEPS,
                times.unknownModelGrace(),
                times.tick()),
            metrics));
  }

  private StandingProcessor standing() {
    return new StandingProcessor(
        new StandingProcessor.Settings(
            REQUESTS, REQUESTS_WAITING, STANDING_ORDERS, STANDING_SWEEPS, CHAMPIONS, times));
  }

  private CallbackProcessor callBack() {
    return new CallbackProcessor(CALLBACKS, callingBack, times.tick(), metrics);
  }

  private Processor<String, ModelInput, String, ModelEffect> accumulate() {
    return GuardedProcessor.of(
        new AccumulateProcessor(
            new StoreNames(MODELS, SETS, SET_REQUESTS, SUBJECTS, TENANT_DAYS, DATASET_SUBJECTS),
            subjectKeys,
            times.tick(),
            metrics));
  }

  private <V extends SpecificRecord> Serde<V> valueSerde(Topic<V> topic) {
    return topic.valueSerde(serdeConfig);
  }

  private <V extends SpecificRecord> Consumed<String, V> consumed(Topic<V> topic, String node) {
    return Consumed.with(
            RequiredSerde.ofKeys(topic.keySerde()), RequiredSerde.ofValues(valueSerde(topic)))
        .withName(node);
  }

  private <V extends SpecificRecord> Produced<String, V> produced(Topic<V> topic, String node) {
    return Produced.with(topic.keySerde(), valueSerde(topic)).withName(node);
  }
}
