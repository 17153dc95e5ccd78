package io.lethe.worker.loop;

import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.worker.job.JobMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one job at a time from the job topic and publishes its candidate.
 *
 * <p>Training takes minutes, and a consumer that does not poll for that long loses its partitions.
 * So training runs on another thread while this loop keeps polling with every partition paused. A
 * job whose partition goes to another consumer is cancelled: its offset was never committed, so the
 * new owner does it. A candidate that could not be published because the partition moved is read
 * again if the partition is still ours; the ledger then answers without training.
 *
 * <p>One thread runs {@link #run()}; {@link #stop()} may be called from any.
 */
final class JobLoop implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobLoop.class);
  private static final Duration POLL_TIME = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
  private static final int MAX_TRIES = 20;
  private final Consumer<String, UnlearningJob> consumer;
  private final String topic;
  private final RunningJob.Work work;
  private final Executor trainingThread;
  private final CandidatePublisher publisher;
  private final JobMetrics metrics;
  private final Clock clock;
  private final Deque<ConsumerRecord<String, UnlearningJob>> waiting = new ArrayDeque<>();
  private RunningJob current;
  private int failedTries;
  private Instant nextTry = Instant.MIN;
  private volatile boolean stopping;
  private volatile boolean assigned;
  private volatile Instant lastPoll = Instant.MIN;

  JobLoop(
      Consumer<String, UnlearningJob> consumer,
      String topic,
      RunningJob.Work work,
      Executor trainingThread,
      CandidatePublisher publisher,
      JobMetrics metrics,
      Clock clock) {
    this.consumer = Objects.requireNonNull(consumer, "consumer");
    this.topic = Objects.requireNonNull(topic, "topic");
    this.work = Objects.requireNonNull(work, "work");
    this.trainingThread = Objects.requireNonNull(trainingThread, "trainingThread");
    this.publisher = Objects.requireNonNull(publisher, "publisher");
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Runs until {@link #stop()}; an error that no retry can mend is thrown after the training was
   * cancelled.
   */
  @Override
  public void run() {
    try (consumer) {
      consumer.subscribe(List.of(topic), new CancelWhatIsLost());
      while (!stopping) {
        turn();
      }
    } catch (WakeupException e) {
      if (!stopping) {
        throw e;
      }
    } finally {
      assigned = false;
      cancelCurrent();
    }
  }

  /** Ends the loop soon and cancels the job that runs. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  /** Whether the consumer has partitions, or has been told that there are none for it. */
  boolean isAssigned() {
    return assigned;
  }

  /** When the loop last came round; far in the past before the first time. */
  Instant lastPoll() {
    return lastPoll;
  }

  private void turn() {
    receive();
    lastPoll = clock.instant();
    if (current != null && current.isDone() && !clock.instant().isBefore(nextTry)) {
      publish();
    }
    if (current == null && !waiting.isEmpty()) {
      startNext();
    }
    if (isIdle()) {
      Set<TopicPartition> paused = new HashSet<>(consumer.paused());
      paused.retainAll(consumer.assignment());
      consumer.resume(paused);
    } else {
      consumer.pause(consumer.assignment());
    }
  }

  private boolean isIdle() {
    return current == null && waiting.isEmpty() && !clock.instant().isBefore(nextTry);
  }

  private void receive() {
    try {
      for (ConsumerRecord<String, UnlearningJob> record : consumer.poll(POLL_TIME)) {
        waiting.add(record);
      }
    } catch (RecordDeserializationException e) {
      if (UndecodableRecordException.in(e).isPresent()) {
        passOver(e.topicPartition(), e.offset());
        consumer.seek(e.topicPartition(), e.offset() + 1);
      } else {
        // The record may be sound and the schema registry away: the next poll reads it again.
        LOGGER
            .atWarn()
            .setMessage("job could not be read, will try again")
            .addKeyValue("partition", e.topicPartition())
            .addKeyValue("offset", e.offset())
            .setCause(e)
            .log();
        backOff();
      }
    }
  }

  /** A record that is no job can have no candidate; its issuer notices by its lease. */
  private void passOver(TopicPartition partition, long offset) {
    metrics.unreadable();
    LOGGER
        .atWarn()
        .setMessage("record is not an unlearning job, passed over")
        .addKeyValue("partition", partition)
        .addKeyValue("offset", offset)
        .log();
  }

  private void startNext() {
    ConsumerRecord<String, UnlearningJob> next = waiting.remove();
    if (next.value() == null) {
      passOver(new TopicPartition(next.topic(), next.partition()), next.offset());
      return;
    }
    failedTries = 0;
    current = RunningJob.start(next, work, trainingThread);
    current.context().run(() -> taken(next.value()));
    metrics.busy(true);
  }

  private static void taken(UnlearningJob job) {
    LOGGER
        .atInfo()
        .setMessage("Job taken")
        .addKeyValue(LogKeys.MODEL, job.getModel())
        .addKeyValue(LogKeys.JOB, job.getJobId())
        .addKeyValue("algorithm", job.getAlgorithm())
        .log();
  }

  private void publish() {
    ModelCandidate candidate = current.candidate();
    switch (publisher.publish(candidate, current, consumer.groupMetadata())) {
      case COMMITTED -> forgetCurrent();
      case SUPERSEDED -> readAgain();
      case TRY_AGAIN -> backOff();
    }
  }

  private void readAgain() {
    TopicPartition partition = current.partition();
    if (consumer.assignment().contains(partition)) {
      consumer.seek(partition, current.offset());
      waiting.removeIf(
          record -> partition.equals(new TopicPartition(record.topic(), record.partition())));
    }
    forgetCurrent();
  }

  private void backOff() {
    failedTries++;
    if (failedTries >= MAX_TRIES) {
      throw new IllegalStateException(
          "gave up after "
              + failedTries
              + " tries to read a job or publish a candidate; see the warnings before this");
    }
    Duration wait = POLL_TIME.multipliedBy(1L << Math.min(failedTries, 10));
    nextTry = clock.instant().plus(wait.compareTo(MAX_BACKOFF) < 0 ? wait : MAX_BACKOFF);
  }

  private void cancelCurrent() {
    if (current != null) {
      current.cancel();
      forgetCurrent();
    }
  }

  private void forgetCurrent() {
    current = null;
    failedTries = 0;
    nextTry = Instant.MIN;
    metrics.busy(false);
  }

  /** Called by the consumer inside poll, on the loop's own thread. */
  private final class CancelWhatIsLost implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      waiting.removeIf(
          record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
      if (current != null && partitions.contains(current.partition())) {
        current.context().run(this::cancelled);
        cancelCurrent();
      }
    }

    private void cancelled() {
      LOGGER
          .atInfo()
          .setMessage("partition went to another worker, its job is cancelled")
          .addKeyValue("partition", current.partition())
          .log();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      onPartitionsRevoked(partitions);
    }
  }
}
