package io.lethe.ingest;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.http.IntakeRoutes;
import io.lethe.ingest.http.StatusView;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.ingest.metrics.MicrometerIngestMetrics;
import io.lethe.ingest.writer.ForgetSetWriter;
import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.metrics.ServiceMeters;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.streams.StreamsApp;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires and owns everything that runs in deletion-ingest. */
public final class IngestService implements LetheService {
  /** The service's name. */
  public static final String NAME = "deletion-ingest";

  /** Topics that ingest creates. dataset.subjects too: its owner is a command, not a service. */
  static final List<Topic<?>> OWNED =
      List.of(
          Topics.DELETION_REQUESTS,
          Topics.DELETION_REJECTED,
          Topics.DELETION_STATUS,
          Topics.DELETION_HISTORY,
          Topics.FORGET_SET_INTENTS,
          Topics.FORGET_SETS_STORED,
          Topics.UNLEARNING_JOBS,
          Topics.DATASET_SUBJECTS);

  /** Topics that ingest waits for. */
  static final List<Topic<?>> AWAITED = List.of(Topics.MODEL_EVENTS, Topics.MODEL_CHAMPIONS);

  private static final Logger LOGGER = LoggerFactory.getLogger(IngestService.class);
  private static final Duration PRODUCER_CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration SEND_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final IngestConfig config;
  private final KafkaSettings kafka;
  private final ServiceMeters meters = ServiceMeters.of(NAME);
  private final KafkaMeters clients = new KafkaMeters(meters.registry());
  private final IngestMetrics metrics;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  // Read by health's questions while start() waits.
  private volatile StreamsApp topology;
  private volatile ForgetSetWriter writer;
  private volatile StatusView view;
  private volatile HealthServer server;

  /**
   * A service with its own metrics.
   *
   * @param config its configuration
   */
  public IngestService(IngestConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    kafka = config.kafka().toSettings();
    metrics = new MicrometerIngestMetrics(meters.registry());
    opened.push(meters);
    opened.push(clients);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Serves health first, so that whoever waits for topics can be watched waiting. */
  @Override
  public synchronized void start() {
    startServer();
    TopicProvisioner.ensure(kafka, OWNED, AWAITED, config.topicPatience());
    SubjectKeys subjectKeys = SubjectKeys.loadOrCreate(config.subjectKeyFile());
    startWriter();
    startTopology(subjectKeys);
    view.start();
  }

  /**
   * The port of HTTP intake, metrics and health.
   *
   * @return the port
   * @throws IllegalStateException before the start
   */
  public int port() {
    HealthServer serving = server;
    if (serving == null) {
      throw new IllegalStateException("deletion-ingest has no port before its start");
    }
    return serving.port();
  }

  @Override
  public boolean isReady() {
    return topology != null
        && topology.isRunning()
        && writer.isHealthy()
        && view.isHealthy()
        && view.isCaughtUp();
  }

  @Override
  public boolean isHealthy() {
    return topology == null || (topology.isHealthy() && writer.isHealthy() && view.isHealthy());
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(topology).flatMap(StreamsApp::failure);
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close(); // no new requests for parts that end
    }
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOGGER.atError().setMessage("A part did not close").setCause(e).log();
      }
    }
  }

  private void startWriter() {
    // Unique: two instances must not fence each other; group metadata fences the ones left behind.
    String transactionalId = config.applicationId() + "-writer-" + UUID.randomUUID();
    writer =
        new ForgetSetWriter(
            clients.consumer(
                "set-intents",
                consumer(Topics.FORGET_SET_INTENTS, config.applicationId() + "-writer")),
            new KafkaProducer<>(
                kafka.transactionalProducer(transactionalId),
                Topics.FORGET_SETS_STORED.keySerde().serializer(),
                Topics.FORGET_SETS_STORED.valueSerde(kafka.serdeConfig()).serializer()),
            ArtifactStores.open(config.artifacts()),
            metrics,
            PAUSE_AFTER_FAILURE);
    opened.push(writer);
    writer.start();
  }

  private void startTopology(SubjectKeys subjectKeys) {
    IngestTimes times =
        new IngestTimes(config.defaultDeadline(), config.unknownModelGrace(), config.tick());
    // Records on our own topics that cannot be read stop the service: the default handlers fail.
    topology =
        new StreamsApp(
            new StreamsApp.Settings(
                kafka, config.applicationId(), config.stateDirectory(), Map.of()),
            () -> new IngestTopology(kafka.serdeConfig(), subjectKeys, times, metrics).build(),
            clients,
            meters.registry(),
            Clock.systemUTC());
    opened.push(topology);
    topology.start();
  }

  private void startServer() {
    Clock clock = Clock.systemUTC();
    view =
        new StatusView(
            clients.consumer(
                "status-view", consumer(Topics.DELETION_STATUS, config.applicationId() + "-view")),
            new RequestMeters(meters.registry(), clock));
    opened.push(view);
    Producer<String, DeletionRequest> producer =
        new KafkaProducer<>(
            kafka.producer(config.applicationId() + "-intake"),
            Topics.DELETION_REQUESTS.keySerde().serializer(),
            Topics.DELETION_REQUESTS.valueSerde(kafka.serdeConfig()).serializer());
    opened.push(() -> producer.close(PRODUCER_CLOSE_PATIENCE));
    clients.producer("intake", producer);
    IntakeRoutes routes = new IntakeRoutes(producer, view, clock, SEND_PATIENCE);
    server = new HealthServer(config.httpPort(), this, meters.registry(), routes::addTo);
  }

  private <V extends SpecificRecord> Consumer<String, V> consumer(Topic<V> topic, String group) {
    return new KafkaConsumer<>(
        kafka.consumer(group),
        topic.keySerde().deserializer(),
        topic.valueSerde(kafka.serdeConfig()).deserializer());
  }
}
