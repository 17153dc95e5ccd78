// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * What has happened in the pipeline so far, read from its topics and from them alone. A record that
 * can never be decoded is passed over, whatever its topic: the services, which may stop at it, say
 * so. For one thread.
 */
public final class PipelineView implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final BlockingQueue<ConsumerRecord<String, byte[]>> read = new LinkedBlockingQueue<>();
  private final KafkaMeters meters = new KafkaMeters(new SimpleMeterRegistry());
  private final TopicTail<byte[]> tail;
  private final Map<String, Serde<? extends SpecificRecord>> serdes = new LinkedHashMap<>();
  private final List<UnlearningJob> jobs = new ArrayList<>();
  private final List<ModelCandidate> candidates = new ArrayList<>();
  private final List<VerificationReport> reports = new ArrayList<>();
  private final List<RejectedInput> rejected = new ArrayList<>();
  private final List<ModelEvent> events = new ArrayList<>();
  private final Map<String, DeletionStatus> statuses = new LinkedHashMap<>();
  private final Map<String, ModelChampion> champions = new LinkedHashMap<>();
  private final Map<String, StandingOrder> standingOrders = new LinkedHashMap<>();
  private int unreadable;

  /** Opens a view over everything that the demo looks at; the topics must exist. */
  public PipelineView(KafkaSettings kafka) {
    this(kafka, Party.DEMO);
  }

  /**
   * Opens a view over the topics that a party reads, which must exist.
   *
   * @param party who looks
   */
  public PipelineView(KafkaSettings kafka, Party party) {
    List<Topic<?>> topics = Topics.readBy(party);
    topics.forEach(topic -> serdes.put(topic.name(), topic.valueSerde(kafka.serdeConfig())));
    tail =
        new Loops(kafka, meters, new SimpleMeterRegistry())
            .bytes(party.label() + "-view", topics, read::add);
    tail.start();
  }

  /** Takes what has arrived, waiting a moment if nothing has. */
  public void poll() {
    try {
      ConsumerRecord<String, byte[]> next = read.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
      while (next != null) {
        take(next);
        next = read.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PipelineException("interrupted while the topics were read", e);
    }
    if (!tail.isHealthy()) {
      throw new PipelineException("the topics cannot be read", tail.failure().orElse(null));
    }
  }

  /** Reads everything that was committed before this call. */
  public void catchUp() {
    CompletableFuture<Void> end = tail.readToEnd();
    while (!end.isDone()) {
      poll();
    }
    poll();
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

  /** The first record that the registry refused as nobody's. */
  public Optional<RejectedInput> rejected() {
    return rejected.stream().findFirst();
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

  /** The latest standing order by tenant/request id, ended ones included. */
  public Map<String, StandingOrder> standingOrders() {
    return Collections.unmodifiableMap(standingOrders);
  }

  @Override
  public void close() {
    tail.close();
    meters.close();
    serdes.values().forEach(Serde::close);
  }

  private void take(ConsumerRecord<String, byte[]> consumed) {
    Serde<? extends SpecificRecord> serde = serdes.get(consumed.topic());
    if (serde == null) {
      throw new IllegalStateException("topic " + consumed.topic() + " is none of this view's");
    }
    SpecificRecord value;
    try {
      value =
          serde.deserializer().deserialize(consumed.topic(), consumed.headers(), consumed.value());
    } catch (UndecodableRecordException e) {
      unreadable++;
      return;
    }
    if (consumed.value() == null) {
      if (consumed.topic().equals(Topics.DELETION_STANDING.name())) {
        standingOrders.remove(consumed.key());
      }
    } else if (value instanceof StandingOrder order) {
      standingOrders.put(consumed.key(), order);
    } else if (value instanceof UnlearningJob job) {
      jobs.add(job);
    } else if (value instanceof ModelCandidate candidate) {
      candidates.add(candidate);
    } else if (value instanceof VerificationReport report) {
      reports.add(report);
    } else if (value instanceof RejectedInput input) {
      rejected.add(input);
    } else if (value instanceof ModelEvent event) {
      events.add(event);
    } else if (value instanceof DeletionStatus status) {
      statuses.put(consumed.key(), status);
    } else if (value instanceof ModelChampion champion) {
      champions.put(consumed.key(), champion);
    }
  }
}
