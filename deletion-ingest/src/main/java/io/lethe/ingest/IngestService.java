// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.javalin.config.JavalinConfig;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.callback.CallingBack;
import io.lethe.ingest.callback.HttpCallbackSender;
import io.lethe.ingest.http.AmendmentDesk;
import io.lethe.ingest.http.AmendmentRoutes;
import io.lethe.ingest.http.Desks;
import io.lethe.ingest.http.IntakeRoutes;
import io.lethe.ingest.http.Knowledge;
import io.lethe.ingest.http.RegisteredModels;
import io.lethe.ingest.http.RejectionView;
import io.lethe.ingest.http.RequestDesk;
import io.lethe.ingest.http.SetView;
import io.lethe.ingest.http.StatusView;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.metrics.MicrometerIngestMetrics;
import io.lethe.ingest.opendsr.OpenDsrRoutes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.ingest.writer.ForgetSetUniter;
import io.lethe.ingest.writer.ForgetSetWork;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.loop.Supervised;
import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.loop.WorkLoop;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.streams.StreamsApp;
import io.lethe.kit.table.DiskTable;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** Wires and owns everything that runs in deletion-ingest. */
public final class IngestService implements LetheService {
  /** The service's name. */
  public static final String NAME = "deletion-ingest";

  /** Of the folder beside Kafka Streams'. */
  private static final String TABLES = "-tables";

  private static final Duration PRODUCER_CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration SEND_PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(2);
  private static final int ROWS_AT_A_TIME = 500;

  private final Settings settings;
  private final Collaborators collaborators;
  private final IngestMetrics metrics;
  private final KafkaMeters clients;
  private final Loops loops;
  private final Producer<String, DeletionRequest> producer;
  private final Producer<String, DeletionAmendment> amendmentProducer;
  private final HttpCallbackSender callbacks;
  private final DiskTable statusTable;
  private final DiskTable rejectionTable;
  private final StatusView view;
  private final TopicTail<DeletionStatus> statuses;
  private final RejectionView rejectionView;
  private final TopicTail<RejectedRequest> rejections;
  private final SetView setView = new SetView();
  private final TopicTail<ForgetSetState> sets;
  private final RegisteredModels modelView = new RegisteredModels();
  private final TopicTail<ModelChampion> models;
  private final Knowledge known;
  private final WorkLoop<ForgetSetIntent, ForgetSetStored> writer;
  // Read by health's questions while start() waits.
  private volatile boolean closing;
  private volatile @Nullable StreamsApp topology;
  private volatile @Nullable SubjectKeys subjectKeys;

  /**
   * What the service is told.
   *
   * @param kafka brokers and schema registry
   * @param tenants whose requests are taken
   * @param stateDirectory folder of Kafka Streams' local state
   * @param subjectKeyFile the HMAC key that makes subject keys; made if missing
   * @param applicationId Kafka Streams' application id; also the stem of group and transactional
   *     ids
   * @param times how long things wait
   * @param topicPatience how long to wait at start for topics that others own
   * @param opendsr how it is a processor of OpenDSR
   */
  public record Settings(
      KafkaSettings kafka,
      Tenants tenants,
      Path stateDirectory,
      Path subjectKeyFile,
      String applicationId,
      IngestTimes times,
      Duration topicPatience,
      OpenDsrSettings opendsr) {

    /** Refuses nulls, a blank application id and a negative patience. */
    public Settings {
      Objects.requireNonNull(kafka, "kafka");
      Objects.requireNonNull(tenants, "tenants");
      Objects.requireNonNull(stateDirectory, "stateDirectory");
      Objects.requireNonNull(subjectKeyFile, "subjectKeyFile");
      Objects.requireNonNull(times, "times");
      Objects.requireNonNull(opendsr, "opendsr");
      if (applicationId.isBlank()) {
        throw new IllegalArgumentException("applicationId is blank; name the application");
      }
      if (topicPatience.isNegative()) {
        throw new IllegalArgumentException(
            "topicPatience is " + topicPatience + "; it cannot be negative");
      }
    }
  }

  /**
   * What the service works with; it owns none of them.
   *
   * @param store where forget sets are written
   * @param registry gets the meters
   * @param clock the time
   */
  public record Collaborators(ArtifactStore store, MeterRegistry registry, Clock clock) {

    /** Refuses nulls. */
    public Collaborators {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(registry, "registry");
      Objects.requireNonNull(clock, "clock");
    }

    /** On the system's clock. */
    public static Collaborators of(ArtifactStore store, MeterRegistry registry) {
      return new Collaborators(store, registry, Clock.systemUTC());
    }
  }

  /** Opens the producers of what HTTP takes; nothing else is opened before {@link #start}. */
  public IngestService(Settings settings, Collaborators collaborators) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.collaborators = Objects.requireNonNull(collaborators, "collaborators");
    KafkaSettings kafka = settings.kafka();
    metrics = new MicrometerIngestMetrics(collaborators.registry());
    clients = new KafkaMeters(collaborators.registry());
    loops = new Loops(kafka, clients, collaborators.registry());
    Path tables = settings.stateDirectory().resolve(settings.applicationId() + TABLES);
    statusTable = new DiskTable(tables.resolve("status"));
    rejectionTable = new DiskTable(tables.resolve("rejections"));
    rejectionView = new RejectionView(rejectionTable);
    view =
        new StatusView(
            statusTable, new RequestMeters(collaborators.registry(), collaborators.clock()));
    statuses = loops.tail(NAME + "-status-view", Topics.DELETION_STATUS, view);
    rejections = loops.tail(NAME + "-rejection-view", Topics.DELETION_REJECTED, rejectionView);
    sets = loops.tail(NAME + "-set-view", Topics.FORGET_SETS, setView);
    models = loops.tail(NAME + "-model-view", Topics.MODEL_CHAMPIONS, modelView);
    known =
        new Knowledge(
            settings.tenants(),
            view,
            rejectionView,
            setView,
            this::isAllRead,
            () -> modelView.unknownAsOfNow(models::readToEnd, LOOK_PATIENCE),
            () -> Optional.ofNullable(subjectKeys));
    ForgetSetUniter uniter = new ForgetSetUniter(collaborators.store());
    writer =
        loops.work(
            "forget-set-writer",
            settings.applicationId() + "-writer",
            Topics.FORGET_SET_INTENTS,
            Topics.FORGET_SETS_STORED,
            ROWS_AT_A_TIME,
            partition -> new ForgetSetWork(uniter));
    callbacks =
        new HttpCallbackSender(settings.opendsr().identity(), settings.opendsr().callbacks());
    producer = producer("intake", Topics.DELETION_REQUESTS);
    amendmentProducer = producer("intake-amendments", Topics.DELETION_AMENDMENTS);
  }

  private <V extends SpecificRecord> Producer<String, V> producer(String name, Topic<V> topic) {
    KafkaSettings kafka = settings.kafka();
    return clients.producer(
        name,
        new KafkaProducer<>(
            producerSettings(kafka, settings.applicationId() + "-" + name),
            topic.keySerde().serializer(),
            topic.valueSerde(kafka.serdeConfig()).serializer()));
  }

  /** Who asks by HTTP waits no longer than that for a broker that cannot be reached. */
  private static Map<String, Object> producerSettings(KafkaSettings kafka, String clientId) {
    Map<String, Object> asked = new HashMap<>(kafka.producer(clientId));
    asked.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) SEND_PATIENCE.toMillis());
    return asked;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(
        settings.kafka(),
        settings.tenants().topics(Topics.createdBy(Party.DELETION_INGEST)),
        Topics.awaitedBy(Party.DELETION_INGEST),
        settings.topicPatience());
    SubjectKeys keys = SubjectKeys.loadOrCreate(settings.subjectKeyFile());
    subjectKeys = keys;
    writer.start();
    StreamsApp made = topology(keys);
    topology = made;
    made.start(); // from now on the folder is ours
    statusTable.open();
    rejectionTable.open();
    statuses.start();
    rejections.start();
    sets.start();
    models.start();
  }

  /** HTTP intake, to be added to a server. */
  public Consumer<JavalinConfig> routes() {
    Desks desks =
        new Desks(
            new RequestDesk(producer, known),
            new AmendmentDesk(amendmentProducer, settings.tenants()));
    IntakeRoutes requests =
        new IntakeRoutes(desks.requests(), known, collaborators.clock(), SEND_PATIENCE);
    AmendmentRoutes amendments =
        new AmendmentRoutes(desks.amendments(), known, collaborators.clock(), SEND_PATIENCE);
    OpenDsrRoutes opendsr =
        new OpenDsrRoutes(
            desks,
            known,
            settings.opendsr(),
            collaborators.clock(),
            new OpenDsrRoutes.Times(SEND_PATIENCE, settings.times().defaultDeadline()));
    return config -> {
      requests.addTo(config);
      amendments.addTo(config);
      opendsr.addTo(config);
    };
  }

  /** Half of what is known, or nothing of it any more, must not be told as all of it. */
  private boolean isAllRead() {
    return !closing && statuses.isCaughtUp() && rejections.isCaughtUp() && sets.isCaughtUp();
  }

  @Override
  public boolean isReady() {
    return topology != null
        && topology.isRunning()
        && writer.isHealthy()
        && views().allMatch(tail -> tail.isHealthy() && tail.isCaughtUp());
  }

  @Override
  public boolean isHealthy() {
    return Supervised.areHealthy(parts());
  }

  @Override
  public Optional<Throwable> failure() {
    return Supervised.failureOf(parts());
  }

  private List<Supervised> parts() {
    StreamsApp started = topology;
    return Stream.<Supervised>concat(
            Stream.<Supervised>concat(Stream.ofNullable(started), Stream.of(writer)), views())
        .toList();
  }

  private Stream<TopicTail<?>> views() {
    return Stream.of(statuses, rejections, sets, models);
  }

  @Override
  public void close() {
    closing = true;
    writer.stop();
    views().forEach(TopicTail::close);
    statusTable.close();
    rejectionTable.close();
    if (topology != null) {
      topology.close();
    }
    callbacks.close();
    writer.close();
    producer.close(PRODUCER_CLOSE_PATIENCE);
    amendmentProducer.close(PRODUCER_CLOSE_PATIENCE);
    clients.close();
  }

  private StreamsApp topology(SubjectKeys keys) {
    KafkaSettings kafka = settings.kafka();
    return new StreamsApp(
        new StreamsApp.Settings(
            kafka,
            settings.applicationId(),
            settings.stateDirectory(),
            StreamsFaults.settings(loops.faults(), settings.applicationId(), settings.tenants())),
        () ->
            new IngestTopology(
                    kafka.serdeConfig(),
                    keys,
                    settings.times(),
                    metrics,
                    settings.tenants(),
                    new CallingBack(known::shown, callbacks))
                .build(),
        clients,
        collaborators.registry(),
        ClockWatch.ofProcess());
  }
}
