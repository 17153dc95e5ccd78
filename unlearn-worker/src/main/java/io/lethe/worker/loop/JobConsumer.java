package io.lethe.worker.loop;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.learning.ProgressListener;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topics;
import io.lethe.worker.job.JobMetrics;
import io.lethe.worker.job.JobRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer loop on its thread, the training thread beside it, and their life from start to
 * close.
 */
public final class JobConsumer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobConsumer.class);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(12);
  private static final Duration SILENCE_LIMIT = Duration.ofMinutes(2);
  private static final Duration TRANSACTION_TIME = Duration.ofSeconds(30);
  private final JobLoop loop;
  private final Thread loopThread;
  private final ExecutorService trainingThread;
  private final Clock clock;
  private volatile Instant startedAt = Instant.MAX;
  private volatile Throwable failure;

  private JobConsumer(JobLoop loop, ExecutorService trainingThread, Clock clock) {
    this.loop = loop;
    this.trainingThread = trainingThread;
    this.clock = clock;
    this.loopThread = new Thread(this::runLoop, "unlearn-worker-loop");
  }

  /**
   * Connects a runner to the topics; nothing is polled before {@link #start()}.
   *
   * @param groupId consumer group of all workers, and prefix of their transactional ids
   * @param clients shows the consumer's own metrics; a producer lives for one transaction only
   */
  public static JobConsumer create(
      KafkaSettings kafka,
      String groupId,
      JobRunner runner,
      ProgressListener progress,
      JobMetrics metrics,
      KafkaMeters clients,
      Clock clock) {
    Objects.requireNonNull(runner, "runner");
    Objects.requireNonNull(progress, "progress");
    ExecutorService trainingThread =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "unlearn-worker-training"));
    JobLoop loop =
        new JobLoop(
            clients.consumer("jobs", consumer(kafka, groupId)),
            Topics.UNLEARNING_JOBS.name(),
            (job, cancelled) -> runner.run(job, progress, cancelled),
            trainingThread,
            new CandidatePublisher(
                Topics.MODEL_CANDIDATES.name(),
                partition -> producer(kafka, groupId + "-" + partition)),
            metrics,
            clock);
    return new JobConsumer(loop, trainingThread, clock);
  }

  /** Starts polling. */
  public void start() {
    startedAt = clock.instant();
    loopThread.start();
  }

  /** Whether the group has admitted this worker. */
  public boolean isReady() {
    return loop.isAssigned();
  }

  /** Whether the loop still comes round. */
  public boolean isHealthy() {
    Instant lastSign = loop.lastPoll().isAfter(startedAt) ? loop.lastPoll() : startedAt;
    return loopThread.isAlive() && lastSign.plus(SILENCE_LIMIT).isAfter(clock.instant());
  }

  /** What ended the loop, if anything has. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  private void runLoop() {
    try {
      loop.run();
    } catch (FencedInstanceIdException e) {
      failure = e;
      LOGGER
          .atError()
          .setMessage(
              "another worker has the same group.instance.id and has taken over; give each its own")
          .log();
    } catch (RuntimeException | Error e) {
      failure = e;
      LOGGER.atError().setMessage("the worker's loop ended with an error").setCause(e).log();
      throw e;
    }
  }

  /**
   * Cancels the job that runs, leaves the group and waits, a dozen seconds at most each, for both
   * threads.
   */
  @Override
  public void close() {
    loop.stop();
    trainingThread.shutdown();
    try {
      loopThread.join(CLOSE_TIME.toMillis());
      if (!trainingThread.awaitTermination(CLOSE_TIME.toSeconds(), TimeUnit.SECONDS)
          || loopThread.isAlive()) {
        LOGGER.atWarn().setMessage("the worker's threads did not end in time").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOGGER.atWarn().setMessage("interrupted while closing").log();
    }
  }

  private static Consumer<String, UnlearningJob> consumer(KafkaSettings kafka, String groupId) {
    Map<String, Object> settings = new HashMap<>(kafka.consumer(groupId));
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // Only partitions that really move are revoked: a newcomer must not cancel everybody's
    // training.
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(
        settings,
        Topics.UNLEARNING_JOBS.keySerde().deserializer(),
        Topics.UNLEARNING_JOBS.valueSerde(kafka.serdeConfig()).deserializer());
  }

  private static Producer<String, ModelCandidate> producer(
      KafkaSettings kafka, String transactionalId) {
    Map<String, Object> settings = new HashMap<>(kafka.transactionalProducer(transactionalId));
    settings.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TRANSACTION_TIME.toMillis()));
    return new KafkaProducer<>(
        settings,
        Topics.MODEL_CANDIDATES.keySerde().serializer(),
        Topics.MODEL_CANDIDATES.valueSerde(kafka.serdeConfig()).serializer());
  }
}
