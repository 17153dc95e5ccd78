package io.lethe.worker.loop;

import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ModelCandidate;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a candidate and the offset of its job in one short transaction.
 *
 * <p>The producer is opened only when training is over and closed right after, so no transaction is
 * ever open while training. Its transactional id belongs to the job's partition: a new owner of the
 * partition ends what a killed one left open.
 */
final class CandidatePublisher {
  private static final Logger LOGGER = LoggerFactory.getLogger(CandidatePublisher.class);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(5);
  private final String topic;
  private final IntFunction<Producer<String, ModelCandidate>> producerOfPartition;

  /** How a publication ended. */
  enum Outcome {
    /** The candidate and the offset are committed. */
    COMMITTED,
    /** Another consumer owns the partition now, or did meanwhile; nothing of ours was committed. */
    SUPERSEDED,
    /**
     * It may work later; whether it was committed may be unknown, and publishing again is harmless.
     */
    TRY_AGAIN
  }

  CandidatePublisher(
      String topic, IntFunction<Producer<String, ModelCandidate>> producerOfPartition) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.producerOfPartition = Objects.requireNonNull(producerOfPartition, "producerOfPartition");
  }

  /**
   * Publishes, in the job's trace.
   *
   * @param candidate what to say
   * @param job what it answers; the offset behind it is committed
   * @param group the consumer as its group knows it
   * @throws KafkaException if no later try can work: rights, credentials, versions
   */
  Outcome publish(ModelCandidate candidate, RunningJob job, ConsumerGroupMetadata group) {
    return job.context().get(() -> publishInContext(candidate, job, group));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send failed with
  private Outcome publishInContext(
      ModelCandidate candidate, RunningJob job, ConsumerGroupMetadata group) {
    TopicPartition source = job.partition();
    ProducerRecord<String, ModelCandidate> message =
        new ProducerRecord<>(topic, candidate.getModel(), candidate);
    job.trace().putInto(message.headers());
    Producer<String, ModelCandidate> producer = null;
    try {
      producer = producerOfPartition.apply(source.partition());
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(message);
      producer.sendOffsetsToTransaction(
          Map.of(source, new OffsetAndMetadata(job.offset() + 1)), group);
      producer.commitTransaction();
      published(candidate);
      return Outcome.COMMITTED;
    } catch (KafkaException e) {
      return outcomeOf(e, producer);
    } finally {
      if (producer != null) {
        producer.close(CLOSE_TIME);
      }
    }
  }

  private static void published(ModelCandidate candidate) {
    LOGGER
        .atInfo()
        .setMessage("Candidate published")
        .addKeyValue(LogKeys.MODEL, candidate.getModel())
        .addKeyValue(LogKeys.JOB, candidate.getJobId())
        .addKeyValue("outcome", candidate.getOutcome())
        .log();
  }

  private static Outcome outcomeOf(
      KafkaException failure, Producer<String, ModelCandidate> producer) {
    if (isHopeless(failure)) {
      throw failure;
    }
    boolean superseded = isSuperseded(failure);
    LOGGER
        .atWarn()
        .setMessage(
            superseded
                ? "candidate not published: the partition moved"
                : "candidate not published, will try again")
        .setCause(failure)
        .log();
    if (producer != null && !(failure instanceof ProducerFencedException)) {
      abort(producer);
    }
    return superseded ? Outcome.SUPERSEDED : Outcome.TRY_AGAIN;
  }

  private static void abort(Producer<String, ModelCandidate> producer) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      LOGGER
          .atWarn()
          .setMessage("transaction not aborted; the broker will, or the next one of this id")
          .setCause(e)
          .log();
    }
  }

  private static boolean isHopeless(KafkaException failure) {
    return failure instanceof AuthorizationException
        || failure instanceof AuthenticationException
        || failure instanceof UnsupportedVersionException;
  }

  private static boolean isSuperseded(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof CommitFailedException
          || cause instanceof RebalanceInProgressException
          || cause instanceof IllegalGenerationException
          || cause instanceof UnknownMemberIdException
          || cause instanceof FencedInstanceIdException) {
        return true;
      }
    }
    return false;
  }
}
