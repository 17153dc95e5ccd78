package io.lethe.cli.pipeline;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What has happened in the pipeline so far, read from its topics and from them alone. Reads from
 * the beginning, belongs to no consumer group, and changes nothing. A record that can never be
 * decoded is passed over: so do the services, which count it. For one thread.
 */
public final class PipelineView implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, byte[]> consumer;
  private final Map<String, Serde<? extends SpecificRecord>> serdes = new LinkedHashMap<>();
  private final List<UnlearningJob> jobs = new ArrayList<>();
  private final List<ModelCandidate> candidates = new ArrayList<>();
  private final List<VerificationReport> reports = new ArrayList<>();
  private final List<ModelEvent> events = new ArrayList<>();
  private final Map<String, DeletionStatus> statuses = new LinkedHashMap<>();
  private final Map<String, ModelChampion> champions = new LinkedHashMap<>();
  private int unreadable;

  /** Opens a view over the topics, which must exist. */
  public PipelineView(KafkaSettings kafka) {
    List<Topic<?>> topics =
        List.of(
            Topics.UNLEARNING_JOBS,
            Topics.MODEL_CANDIDATES,
            Topics.VERIFICATION_REPORTS,
            Topics.MODEL_EVENTS,
            Topics.MODEL_CHAMPIONS,
            Topics.DELETION_STATUS);
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : topics) {
      serdes.put(topic.name(), topic.valueSerde(kafka.serdeConfig()));
      for (int partition = 0; partition < topic.partitions(); partition++) {
        partitions.add(new TopicPartition(topic.name(), partition));
      }
    }
    consumer =
        new KafkaConsumer<>(
            kafka.consumer("view-" + UUID.randomUUID()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads what has arrived, waiting a moment if nothing has. */
  public void poll() {
    for (ConsumerRecord<String, byte[]> consumed : consumer.poll(POLL)) {
      try {
        take(consumed);
      } catch (UndecodableRecordException e) {
        unreadable++;
      }
    }
  }

  /** Reads everything that was committed before this call. */
  public void catchUp() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll();
    }
  }

  /**
   * Reads on until something has happened.
   *
   * @param what what is awaited, for the error's message
   * @throws PipelineException if it has not happened in time
   */
  public <T> T await(String what, Duration patience, Function<PipelineView, Optional<T>> question) {
    Instant end = Instant.now().plus(patience);
    while (true) {
      Optional<T> answer = question.apply(this);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (Instant.now().isAfter(end)) {
        throw new PipelineException(
            "waited "
                + patience.toSeconds()
                + " s in vain for "
                + what
                + "; is the pipeline running, and does its log say why?");
      }
      poll();
    }
  }

  /** The first event that matches. */
  public Optional<ModelEvent> event(Predicate<ModelEvent> matches) {
    return events.stream().filter(matches).findFirst();
  }

  /** The first report on a job. */
  public Optional<VerificationReport> report(String jobId) {
    return reports.stream().filter(report -> jobId.equals(report.getJobId())).findFirst();
  }

  /** The first candidate of a job. */
  public Optional<ModelCandidate> candidate(String jobId) {
    return candidates.stream().filter(c -> jobId.equals(c.getJobId())).findFirst();
  }

  /** All jobs in the order read, repeats included. */
  public List<UnlearningJob> jobs() {
    return Collections.unmodifiableList(jobs);
  }

  /** All candidates in the order read. */
  public List<ModelCandidate> candidates() {
    return Collections.unmodifiableList(candidates);
  }

  /** All reports in the order read. */
  public List<VerificationReport> reports() {
    return Collections.unmodifiableList(reports);
  }

  /** All events; those of one model in order. */
  public List<ModelEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /** The latest status by key: tenant/request id, and tenant/request id/model. */
  public Map<String, DeletionStatus> statuses() {
    return Collections.unmodifiableMap(statuses);
  }

  /** How many records were passed over because they can never be decoded. */
  public int unreadable() {
    return unreadable;
  }

  /** The latest champion by model. */
  public Map<String, ModelChampion> champions() {
    return Collections.unmodifiableMap(champions);
  }

  @Override
  public void close() {
    consumer.close();
    serdes.values().forEach(Serde::close);
  }

  private void take(ConsumerRecord<String, byte[]> consumed) {
    SpecificRecord value =
        serdes
            .get(consumed.topic())
            .deserializer()
            .deserialize(consumed.topic(), consumed.headers(), consumed.value());
    if (value instanceof UnlearningJob job) {
      jobs.add(job);
    } else if (value instanceof ModelCandidate candidate) {
      candidates.add(candidate);
    } else if (value instanceof VerificationReport report) {
      reports.add(report);
    } else if (value instanceof ModelEvent event) {
      events.add(event);
    } else if (value instanceof DeletionStatus status) {
      statuses.put(consumed.key(), status);
    } else if (value instanceof ModelChampion champion) {
      champions.put(consumed.key(), champion);
    }
  }
}
