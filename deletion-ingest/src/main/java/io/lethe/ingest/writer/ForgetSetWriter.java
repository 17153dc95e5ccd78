package io.lethe.ingest.writer;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Carries out the topology's wishes on its own thread: rows and their seal become a forget set in
 * the artifact store, and the answer goes out in one transaction with the input's offset. The
 * offset never passes rows whose seal has not come, so a restart reads them again. A set that is
 * missing or damaged is answered with a failure, for trying again would not bring it back. Where
 * the store itself fails, nothing is answered and the same records are tried again after a pause,
 * for ever; {@link #isHealthy} tells when that has lasted.
 *
 * <p>Why: docs/decisions/0001-sets-are-written-beside-the-topology.md.
 */
public final class ForgetSetWriter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ForgetSetWriter.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int UNHEALTHY_AFTER_FAILURES = 5;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private final Consumer<String, ForgetSetIntent> consumer;
  private final Producer<String, ForgetSetStored> producer;
  private final ForgetSetUniter uniter;
  private final IngestMetrics metrics;
  private final Duration pause;
  private final Thread thread = new Thread(this::run, "forget-set-writer");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<TopicPartition, PendingRows> pending = new HashMap<>();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile boolean ended;

  /**
   * Wires the writer, which owns both clients from now on.
   *
   * @param consumer reads committed records only, from the earliest, without automatic commits
   * @param producer transactional, its id unique among running instances
   * @param store where sets are written
   * @param metrics counts
   * @param pause after a failure
   */
  public ForgetSetWriter(
      Consumer<String, ForgetSetIntent> consumer,
      Producer<String, ForgetSetStored> producer,
      ArtifactStore store,
      IngestMetrics metrics,
      Duration pause) {
    this.consumer = Objects.requireNonNull(consumer, "consumer");
    this.producer = Objects.requireNonNull(producer, "producer");
    this.uniter = new ForgetSetUniter(store);
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.pause = Objects.requireNonNull(pause, "pause");
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /**
   * Whether wishes are carried out.
   *
   * @return false once the thread has ended or the store has failed several times in a row
   */
  public boolean isHealthy() {
    return !ended && failuresInARow.get() < UNHEALTHY_AFTER_FAILURES;
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer;
        producer) {
      producer.initTransactions();
      consumer.subscribe(List.of(Topics.FORGET_SET_INTENTS.name()), new ForgetLostPartitions());
      while (closing.getCount() > 0) {
        turn();
      }
    } catch (WakeupException | InterruptException e) {
      LOGGER.atDebug().setMessage("Forget set writer was asked to end").log();
    } catch (RuntimeException e) {
      LOGGER.atError().setMessage("Forget set writer ended").setCause(e).log();
    } finally {
      ended = true;
    }
  }

  private void turn() {
    ConsumerRecords<String, ForgetSetIntent> records = consumer.poll(POLL);
    if (records.isEmpty()) {
      return;
    }
    try {
      carryOut(records);
      failuresInARow.set(0);
    } catch (WakeupException | InterruptException | ProducerFencedException e) {
      throw e;
    } catch (RuntimeException e) {
      int failures = failuresInARow.incrementAndGet();
      metrics.forgetSetWriteFailed();
      LOGGER
          .atError()
          .setMessage("Forget sets not written, trying again")
          .addKeyValue("failuresInARow", failures)
          .setCause(e)
          .log();
      goBack();
    }
  }

  private void carryOut(ConsumerRecords<String, ForgetSetIntent> records) {
    producer.beginTransaction();
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (TopicPartition partition : records.partitions()) {
        PendingRows rows = pending.computeIfAbsent(partition, key -> new PendingRows());
        long next = 0;
        for (ConsumerRecord<String, ForgetSetIntent> intent : records.records(partition)) {
          LogContext.ofModel(intent.value().getModel()).run(() -> carryOut(intent, rows));
          next = intent.offset() + 1;
        }
        offsets.put(partition, new OffsetAndMetadata(rows.firstOffset().orElse(next)));
      }
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (ProducerFencedException e) {
      throw e;
    } catch (RuntimeException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  private void carryOut(ConsumerRecord<String, ForgetSetIntent> intent, PendingRows rows) {
    ForgetSetIntent wish = intent.value();
    switch (wish.getKind()) {
      case SUBJECT -> rows.add(wish, intent.offset());
      case SEAL -> answer(uniter.seal(wish, rows.take(wish)));
      case UNITE -> answer(uniter.unite(wish));
      case UNKNOWN ->
          throw new IllegalStateException(
              "Intent of an unknown kind at "
                  + intent.topic()
                  + "/"
                  + intent.partition()
                  + "/"
                  + intent.offset()
                  + ": upgrade every instance of this service");
    }
  }

  private void answer(ForgetSetStored stored) {
    ProducerRecord<String, ForgetSetStored> answer =
        new ProducerRecord<>(Topics.FORGET_SETS_STORED.name(), stored.getModel(), stored);
    Trace trace = Trace.ofForgetSet(stored.getModel(), stored.getForgetSetDigest());
    trace.putInto(answer.headers());
    // A failed send fails the commit of the transaction; nobody needs to wait here.
    var unused = producer.send(answer);
    tell(stored, trace);
  }

  private static void tell(ForgetSetStored stored, Trace trace) {
    LoggingEventBuilder line =
        (stored.getFailure() == null ? LOGGER.atInfo() : LOGGER.atWarn())
            .setMessage(
                stored.getFailure() == null
                    ? "Forget set written"
                    : "Forget set cannot be united with those it needs")
            .addKeyValue(LogKeys.MODEL, stored.getModel())
            .addKeyValue("set", stored.getSetNumber())
            .addKeyValue(LogKeys.FORGET_SET, stored.getForgetSetDigest())
            .addKeyValue("samples", stored.getForgetSamples())
            .addKeyValue(LogKeys.TRACE_ID, trace.traceId())
            .addKeyValue(LogKeys.SPAN_ID, trace.spanId());
    if (stored.getFailure() != null) {
      line = line.addKeyValue("reason", stored.getFailure());
    }
    line.log();
  }

  /** Reads again from what is committed, after a pause. */
  private void goBack() {
    pending.clear();
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
    for (TopicPartition partition : consumer.assignment()) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, offset.offset());
      }
    }
    try {
      if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.atDebug().setMessage("Closed while pausing after a failure").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Rows of a partition that moves away are read by its next owner. */
  private final class ForgetLostPartitions implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      pending.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      pending.keySet().removeAll(partitions);
    }
  }
}
