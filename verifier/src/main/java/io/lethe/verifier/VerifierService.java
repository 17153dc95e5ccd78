package io.lethe.verifier;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.service.LetheService;
import io.lethe.learning.source.DatasetCache;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.loop.CandidateLoop;
import io.lethe.verifier.loop.TopicReader;
import io.lethe.verifier.report.CandidateVerifier;
import io.lethe.verifier.report.VerificationEngine;
import io.lethe.verifier.view.Views;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verifier: candidates in, signed reports out. Two readers keep its views of jobs and models,
 * one loop measures. Owns all that it opens.
 */
public final class VerifierService implements LetheService {

  private static final Logger LOGGER = LoggerFactory.getLogger(VerifierService.class);

  /** The service's name. */
  public static final String NAME = "verifier";

  private static final String GROUP = "lethe-verifier";
  private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

  private final VerifierSettings settings;
  private final VerifierMetrics metrics;
  private final KafkaMeters clients;
  private final DatasetCache datasets;
  private final TopicReader<UnlearningJob> jobs;
  private final TopicReader<ModelEvent> events;
  private final CandidateLoop candidates;

  /** Asked for health while a start waits for topics, so not behind this object's lock. */
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  private boolean started;

  /**
   * A verifier, not started. Loads its keys.
   *
   * @param store where artifacts are read by digest
   * @param registry gets the meters of {@link VerifierMetrics}
   * @param clock stamps the reports
   * @param listener hears how verification goes on
   */
  public VerifierService(
      VerifierSettings settings,
      ArtifactStore store,
      MeterRegistry registry,
      Clock clock,
      VerificationListener listener) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.metrics = new VerifierMetrics(registry);
    this.clients = new KafkaMeters(registry);
    Views views = new Views();
    this.datasets =
        new DatasetCache(
            store::treeAt, settings.cacheDirectory(), settings.runtime().intraOpThreads());
    VerificationEngine engine =
        new VerificationEngine(
            new TensorFlowModels(settings.runtime(), listener),
            Datasets.of(datasets, listener),
            AttackSettings.defaults(settings.attackThreads()),
            settings.maxRetainSamples());
    CandidateVerifier verifier =
        new CandidateVerifier(
            store,
            engine,
            HmacKey.loadOrCreate(settings.splitKeyFile()),
            SigningKey.loadOrCreate(settings.signingKeyFile()),
            clock);
    this.jobs =
        new TopicReader<>(
            Topics.UNLEARNING_JOBS.name(),
            () -> reader(Topics.UNLEARNING_JOBS),
            views::apply,
            metrics);
    this.events =
        new TopicReader<>(
            Topics.MODEL_EVENTS.name(),
            () -> reader(Topics.MODEL_EVENTS),
            event -> {
              views.apply(event);
              if (event.getType() == ModelEventType.REGISTERED) {
                metrics.knows(event.getModel());
              }
            },
            metrics);
    this.candidates =
        new CandidateLoop(
            Topics.MODEL_CANDIDATES.name(),
            Topics.VERIFICATION_REPORTS.name(),
            this::candidateConsumer,
            this::reportProducer,
            new CandidateReporter(views, settings.jobPatience(), verifier, metrics, listener),
            metrics);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start() {
    if (started) {
      throw new IllegalStateException("the verifier was started before");
    }
    started = true;
    TopicProvisioner.ensure(
        settings.kafka(),
        List.of(Topics.VERIFICATION_REPORTS),
        List.of(Topics.UNLEARNING_JOBS, Topics.MODEL_EVENTS, Topics.MODEL_CANDIDATES),
        settings.topicPatience());
    run("verifier-jobs", jobs);
    run("verifier-events", events);
    run("verifier-candidates", candidates);
  }

  @Override
  public boolean isReady() {
    return isHealthy() && jobs.isCaughtUp() && events.isCaughtUp() && candidates.isAssigned();
  }

  @Override
  public boolean isHealthy() {
    return !threads.isEmpty() && threads.stream().allMatch(Thread::isAlive);
  }

  @Override
  public synchronized void close() {
    candidates.close();
    jobs.close();
    events.close();
    for (Thread thread : threads) {
      join(thread);
    }
    threads.clear();
    clients.close();
    datasets.close();
  }

  private void run(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (t, e) ->
            LOGGER
                .atError()
                .setMessage("Thread ended")
                .addKeyValue("endedThread", t.getName())
                .setCause(e)
                .log());
    thread.start();
    threads.add(thread);
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_TIME.toMillis());
      if (thread.isAlive()) {
        LOGGER
            .atWarn()
            .setMessage("Thread did not end in time")
            .addKeyValue("endedThread", thread.getName())
            .log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The group is named but never joined: partitions are assigned by hand and nothing is committed.
   */
  private <V extends SpecificRecord> Consumer<String, V> reader(Topic<V> topic) {
    return consumer(
        topic,
        GROUP + "-view-" + UUID.randomUUID(),
        // Else the client's id, which names its meters, has the random group in it.
        Map.of(ConsumerConfig.CLIENT_ID_CONFIG, GROUP + "-view-" + topic.name()));
  }

  /** One record a poll: the next one is not fetched before this one's offset is committed. */
  private Consumer<String, ModelCandidate> candidateConsumer() {
    return consumer(
        Topics.MODEL_CANDIDATES, GROUP, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
  }

  private <V extends SpecificRecord> Consumer<String, V> consumer(
      Topic<V> topic, String group, Map<String, Object> more) {
    KafkaSettings kafka = settings.kafka();
    Map<String, Object> config = new HashMap<>(kafka.consumer(group));
    config.putAll(more);
    return clients.consumer(
        topic.name(),
        new KafkaConsumer<>(
            config,
            topic.keySerde().deserializer(),
            topic.valueSerde(kafka.serdeConfig()).deserializer()));
  }

  private Producer<String, VerificationReport> reportProducer() {
    KafkaSettings kafka = settings.kafka();
    Topic<VerificationReport> topic = Topics.VERIFICATION_REPORTS;
    return clients.producer(
        topic.name(),
        new KafkaProducer<>(
            kafka.transactionalProducer(GROUP + "-" + settings.instance()),
            topic.keySerde().serializer(),
            topic.valueSerde(kafka.serdeConfig()).serializer()));
  }
}
