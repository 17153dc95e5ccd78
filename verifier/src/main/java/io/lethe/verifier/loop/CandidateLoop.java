package io.lethe.verifier.loop;

import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.VerificationReport;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes one candidate at a time and publishes its report together with the candidate's offset in
 * one short transaction.
 *
 * <p>Measuring outlasts {@code max.poll.interval.ms}, so it runs on another thread while this loop
 * keeps polling with every partition paused. Whatever the broker refuses ends the session; the next
 * one begins at the last committed offset, so a candidate is measured again rather than lost. One
 * thread runs {@link #run()}; {@link #close()} may be called from any.
 */
public final class CandidateLoop extends SessionLoop<ModelCandidate> {

  private static final Duration IDLE_POLL = Duration.ofMillis(200);
  private static final Duration BUSY_POLL = Duration.ofMillis(25);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(5);

  private final String reports;
  private final Supplier<Consumer<String, ModelCandidate>> consumers;
  private final Supplier<Producer<String, VerificationReport>> producers;
  private final Reporter reporter;
  private final ExecutorService measuring =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "verifier-measuring");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean assigned;
  private boolean busy; // the loop's own thread only

  /**
   * A loop.
   *
   * @param candidates topic to read
   * @param reports topic to write
   * @param consumers give a consumer that reads committed records, one a poll, and commits nothing
   *     by itself
   * @param producers give a transactional producer
   */
  public CandidateLoop(
      String candidates,
      String reports,
      Supplier<Consumer<String, ModelCandidate>> consumers,
      Supplier<Producer<String, VerificationReport>> producers,
      Reporter reporter,
      LoopMetrics metrics) {
    super(candidates, metrics);
    this.reports = Objects.requireNonNull(reports, "reports");
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.producers = Objects.requireNonNull(producers, "producers");
    this.reporter = Objects.requireNonNull(reporter, "reporter");
  }

  /**
   * Whether the group has answered: this loop has partitions, or was told that there are none for
   * it.
   */
  public boolean isAssigned() {
    return assigned;
  }

  /**
   * Ends the loop soon; a report in the making is dropped, its candidate is read again next time.
   */
  @Override
  public void close() {
    super.close();
    measuring.shutdownNow();
  }

  @Override
  void session() throws InterruptedException {
    Consumer<String, ModelCandidate> consumer = consumers.get();
    try (consumer) {
      Producer<String, VerificationReport> producer = producers.get();
      try {
        producer.initTransactions();
        consumer.subscribe(List.of(topic()), new PauseWhileBusy(consumer));
        while (!isClosing()) {
          for (ConsumerRecord<String, ModelCandidate> candidate : poll(consumer, IDLE_POLL)) {
            handle(candidate, consumer, producer);
          }
        }
      } finally {
        producer.close(CLOSE_TIME);
      }
    }
  }

  @Override
  void sessionEnded() {
    assigned = false;
    busy = false;
  }

  private void handle(
      ConsumerRecord<String, ModelCandidate> candidate,
      Consumer<String, ModelCandidate> consumer,
      Producer<String, VerificationReport> producer)
      throws InterruptedException {
    TopicPartition partition = new TopicPartition(candidate.topic(), candidate.partition());
    Optional<VerificationReport> report = measure(candidate, consumer);
    if (isClosing() || !consumer.assignment().contains(partition)) {
      return; // not committed: whoever reads the partition next measures again
    }
    producer.beginTransaction();
    report.ifPresent(r -> send(producer, r, traceOf(candidate)));
    producer.sendOffsetsToTransaction(
        Map.of(partition, new OffsetAndMetadata(candidate.offset() + 1)), consumer.groupMetadata());
    producer.commitTransaction();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the commit
  private void send(
      Producer<String, VerificationReport> producer, VerificationReport report, Trace trace) {
    ProducerRecord<String, VerificationReport> message =
        new ProducerRecord<>(reports, report.getModel(), report);
    trace.putInto(message.headers());
    producer.send(message);
  }

  /** A candidate of a version that wrote no trace has its forget set's. */
  private static Trace traceOf(ConsumerRecord<String, ModelCandidate> record) {
    ModelCandidate candidate = record.value();
    return Trace.from(record.headers())
        .orElseGet(() -> Trace.ofForgetSet(candidate.getModel(), candidate.getForgetSetDigest()));
  }

  private static LogContext contextOf(ConsumerRecord<String, ModelCandidate> record) {
    ModelCandidate candidate = record.value();
    return LogContext.ofModel(candidate.getModel())
        .with(LogKeys.JOB, candidate.getJobId())
        .with(LogKeys.FORGET_SET, candidate.getForgetSetDigest())
        .with(LogKeys.ATTEMPT, candidate.getAttempt())
        .with(traceOf(record));
  }

  private Optional<VerificationReport> measure(
      ConsumerRecord<String, ModelCandidate> candidate, Consumer<String, ModelCandidate> consumer)
      throws InterruptedException {
    if (candidate.value() == null || candidate.value().getOutcome() != CandidateOutcome.SUCCEEDED) {
      // A failed job has nothing to measure; the registry reads of it itself.
      return Optional.empty();
    }
    Future<Optional<VerificationReport>> report =
        measuring.submit(
            () -> contextOf(candidate).call(() -> reporter.reportOn(candidate.value())));
    busy = true;
    consumer.pause(consumer.assignment());
    while (!report.isDone() && !isClosing()) {
      for (ConsumerRecord<String, ModelCandidate> unexpected : poll(consumer, BUSY_POLL)) {
        throw new IllegalStateException(
            "offset " + unexpected.offset() + " arrived from a paused partition and would be lost");
      }
    }
    busy = false;
    Set<TopicPartition> mine = new HashSet<>(consumer.paused());
    mine.retainAll(consumer.assignment());
    consumer.resume(mine);
    return isClosing() ? Optional.empty() : result(report);
  }

  private static Optional<VerificationReport> result(Future<Optional<VerificationReport>> report)
      throws InterruptedException {
    try {
      return report.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a candidate got no report", e.getCause());
    }
  }

  /** Called inside poll: partitions must be paused before their first record is handed out. */
  private final class PauseWhileBusy implements ConsumerRebalanceListener {

    private final Consumer<String, ModelCandidate> consumer;

    private PauseWhileBusy(Consumer<String, ModelCandidate> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
      if (busy) {
        consumer.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // the assignment is asked when the report is ready
    }
  }
}
