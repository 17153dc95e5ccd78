package io.lethe.ingest;

import io.lethe.ingest.http.IntakeRoutes;
import io.lethe.ingest.http.StatusView;
import io.lethe.ingest.writer.ForgetSetWriter;
import io.lethe.kit.artefact.FileArtefactStore;
import io.lethe.kit.crypto.SubjectKeys;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
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
  private static final Duration STREAMS_CLOSE_PATIENCE = Duration.ofSeconds(20);
  private static final Duration PRODUCER_CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration SEND_PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final IngestConfig config;
  private final KafkaSettings kafka;
  private final PrometheusMeterRegistry registry;
  private final IngestMetrics metrics;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private KafkaStreams streams;
  private ForgetSetWriter writer;
  private StatusView view;
  private HealthServer server;

  /**
   * A service with its own metrics.
   *
   * @param config its configuration
   */
  public IngestService(IngestConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    kafka =
        new KafkaSettings(config.bootstrapServers(), config.schemaRegistryUrl(), config.kafka());
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics = new MicrometerIngestMetrics(registry);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start() {
    TopicProvisioner.ensure(kafka, OWNED, AWAITED, config.topicPatience());
    SubjectKeys subjectKeys = SubjectKeys.loadOrCreate(config.subjectKeyFile());
    startWriter();
    startStreams(subjectKeys);
    startServer();
  }

  /**
   * The port of HTTP intake, metrics and health.
   *
   * @return the port
   * @throws IllegalStateException before the start
   */
  public synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("deletion-ingest has no port before its start");
    }
    return server.port();
  }

  @Override
  public synchronized boolean isReady() {
    return streams != null
        && streams.state() == KafkaStreams.State.RUNNING
        && writer.isHealthy()
        && view != null
        && view.isHealthy()
        && view.isCaughtUp();
  }

  @Override
  public synchronized boolean isHealthy() {
    return streams == null
        || (streams.state() != KafkaStreams.State.ERROR
            && streams.state() != KafkaStreams.State.PENDING_ERROR
            && streams.state() != KafkaStreams.State.NOT_RUNNING
            && writer.isHealthy()
            && (view == null || view.isHealthy()));
  }

  @Override
  public synchronized void close() {
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
            consumer(Topics.FORGET_SET_INTENTS, config.applicationId() + "-writer"),
            new KafkaProducer<>(
                kafka.transactionalProducer(transactionalId),
                Topics.FORGET_SETS_STORED.keySerde().serializer(),
                Topics.FORGET_SETS_STORED.valueSerde(kafka.serdeConfig()).serializer()),
            new FileArtefactStore(config.artefactDirectory()),
            metrics,
            PAUSE_AFTER_FAILURE);
    opened.push(writer);
    writer.start();
  }

  private void startStreams(SubjectKeys subjectKeys) {
    IngestTimes times =
        new IngestTimes(config.defaultDeadline(), config.unknownModelGrace(), config.tick());
    IngestTopology topology = new IngestTopology(kafka.serdeConfig(), subjectKeys, times, metrics);
    Properties properties = kafka.streams(config.applicationId(), config.stateDirectory());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Records on our own topics that cannot be read stop the service: the default handlers fail.
    streams = new KafkaStreams(topology.build(), properties);
    streams.setUncaughtExceptionHandler(new BoundedReplacement(Clock.systemUTC()));
    opened.push(this::closeStreams);
    streams.start();
  }

  /** Leaves the group: a restart would else wait for the old member's session to time out. */
  private void closeStreams() {
    boolean stopped =
        streams.close(
            CloseOptions.timeout(STREAMS_CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!stopped) {
      LOGGER
          .atWarn()
          .setMessage("The topology did not stop in time; its transaction will be aborted")
          .addKeyValue("patience", STREAMS_CLOSE_PATIENCE)
          .log();
    }
  }

  private void startServer() {
    view = new StatusView(consumer(Topics.DELETION_STATUS, config.applicationId() + "-view"));
    opened.push(view);
    view.start();
    Producer<String, DeletionRequest> producer =
        new KafkaProducer<>(
            kafka.producer(config.applicationId() + "-intake"),
            Topics.DELETION_REQUESTS.keySerde().serializer(),
            Topics.DELETION_REQUESTS.valueSerde(kafka.serdeConfig()).serializer());
    opened.push(() -> producer.close(PRODUCER_CLOSE_PATIENCE));
    IntakeRoutes routes = new IntakeRoutes(producer, view, Clock.systemUTC(), SEND_PATIENCE);
    server = new HealthServer(config.port(), this, registry, routes::addTo);
    opened.push(server);
  }

  private <V extends SpecificRecord> Consumer<String, V> consumer(Topic<V> topic, String group) {
    return new KafkaConsumer<>(
        kafka.consumer(group),
        topic.keySerde().deserializer(),
        topic.valueSerde(kafka.serdeConfig()).deserializer());
  }
}
