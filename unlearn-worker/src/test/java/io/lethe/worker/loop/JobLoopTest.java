package io.lethe.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topics;
import io.lethe.worker.Samples;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordDeserializationException.DeserializationExceptionOrigin;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobLoopTest {
  private static final String TOPIC = Topics.UNLEARNING_JOBS.name();
  private static final Map<String, String> REGISTRY =
      Map.of("schema.registry.url", "mock://job-loop");
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);

  private final MockConsumer<String, UnlearningJob> consumer = new MockConsumer<>("earliest");
  private final List<MockProducer<String, ModelCandidate>> producers = new CopyOnWriteArrayList<>();
  private final List<Consumer<MockProducer<String, ModelCandidate>>> faults =
      new CopyOnWriteArrayList<>();
  private final ControlledWork work = new ControlledWork();
  private final CountingMetrics metrics = new CountingMetrics();
  private final ExecutorService trainingThread = Executors.newSingleThreadExecutor();
  private final ExecutorService loopThread = Executors.newSingleThreadExecutor();
  private JobLoop loop;
  private CompletableFuture<Void> running;

  @BeforeEach
  void start() {
    loop =
        new JobLoop(
            consumer,
            TOPIC,
            work,
            trainingThread,
            new CandidatePublisher(Topics.MODEL_CANDIDATES.name(), this::newProducer),
            metrics,
            Clock.systemUTC());
    running = CompletableFuture.runAsync(loop, loopThread);
    await().until(() -> !consumer.subscription().isEmpty());
    onLoop(() -> assign(List.of(FIRST, SECOND)));
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
    loopThread.shutdown();
    assertThat(loopThread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    trainingThread.shutdown();
    assertThat(trainingThread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldCommitTheCandidateAndItsJobsOffsetInOneTransaction() {
    send(FIRST, 0, "faces");

    work.letEnd(1);

    await().until(() -> publishedModels().equals(List.of("faces")));
    MockProducer<String, ModelCandidate> producer = producers.get(0);
    assertThat(producer.transactionCommitted()).isTrue();
    assertThat(producer.history().get(0).key()).isEqualTo("faces");
    assertThat(producer.consumerGroupOffsetsHistory())
        .containsExactly(
            Map.of(consumer.groupMetadata().groupId(), Map.of(FIRST, new OffsetAndMetadata(1))));
    await().until(producer::closed);
    await().until(() -> consumer.paused().isEmpty() && !metrics.busy);
  }

  @Test
  void shouldPublishTheCandidateInTheJobsTrace() {
    Trace sent = new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "v=1");
    ConsumerRecord<String, UnlearningJob> traced =
        new ConsumerRecord<>(TOPIC, FIRST.partition(), 0, "faces", Samples.job("faces"));
    sent.putInto(traced.headers());
    onLoop(() -> consumer.addRecord(traced));
    send(FIRST, 1, "digits");

    work.letEnd(2);

    await().until(() -> publishedModels().equals(List.of("faces", "digits")));
    String set = Samples.job("digits").getForgetSetDigest();
    assertThat(producers)
        .extracting(producer -> Trace.from(producer.history().get(0).headers()).orElseThrow())
        .containsExactly(sent, Trace.ofForgetSet("digits", set));
  }

  @Test
  void shouldTellOnTheTrainingThreadWhatItWorksOn() {
    send(FIRST, 0, "faces");

    await().until(() -> !work.contexts.isEmpty());

    UnlearningJob job = Samples.job("faces");
    assertThat(work.contexts.get(0))
        .containsEntry("model", "faces")
        .containsEntry("job", job.getJobId())
        .containsEntry("forgetSet", job.getForgetSetDigest())
        .containsEntry("attempt", "1")
        .containsEntry("traceId", Trace.ofForgetSet("faces", job.getForgetSetDigest()).traceId());
    work.letEnd(1);
    await().until(() -> !publishedModels().isEmpty());
  }

  @Test
  void shouldKeepPollingWithEverythingPausedAndNoTransactionOpenWhileTraining()
      throws InterruptedException {
    send(FIRST, 0, "faces");
    await().until(() -> !work.started.isEmpty());
    await().until(() -> consumer.paused().equals(Set.of(FIRST, SECOND)));

    send(SECOND, 0, "digits");
    CountDownLatch polls = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      consumer.schedulePollTask(polls::countDown);
    }

    assertThat(polls.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(work.started).containsExactly("faces");
    assertThat(metrics.busy).isTrue();
    assertThat(producers).isEmpty();
  }

  @Test
  void shouldDoOneJobAtATime() {
    send(FIRST, 0, "faces");
    send(SECOND, 0, "digits");
    send(FIRST, 1, "faces");

    work.letEnd(3);

    await().until(() -> publishedModels().size() == 3);
    assertThat(publishedModels()).containsExactlyInAnyOrder("faces", "faces", "digits");
    assertThat(work.mostAtOnce).hasValue(1);
  }

  @Test
  void shouldCancelTheJobOfALostPartitionAndPublishNothing() {
    send(FIRST, 0, "faces");
    await().until(() -> !work.started.isEmpty());

    onLoop(() -> consumer.rebalance(List.of(SECOND)));

    await().until(() -> work.cancelled.get() == 1);
    send(SECOND, 0, "digits");
    work.letEnd(1);
    await().until(() -> publishedModels().equals(List.of("digits")));
  }

  @Test
  void shouldLetTheJobRunOnWhenAnotherPartitionIsLost() {
    send(FIRST, 0, "faces");
    await().until(() -> !work.started.isEmpty());

    onLoop(() -> consumer.rebalance(List.of(FIRST)));
    work.letEnd(1);

    await().until(() -> publishedModels().equals(List.of("faces")));
    assertThat(work.cancelled).hasValue(0);
  }

  @Test
  void shouldPauseWhatIsAssignedWhileTraining() {
    onLoop(() -> consumer.rebalance(List.of(FIRST)));
    send(FIRST, 0, "faces");
    await().until(() -> !work.started.isEmpty());

    onLoop(() -> assign(List.of(FIRST, SECOND)));

    await().until(() -> consumer.paused().contains(SECOND));
  }

  @Test
  void shouldReadTheJobAgainWhenAnotherPublisherFencedIt() {
    faults.add(
        producer ->
            producer.sendOffsetsToTransactionException = new ProducerFencedException("fenced"));
    send(FIRST, 0, "faces");
    work.letEnd(1);
    await().until(() -> producers.size() == 1 && producers.get(0).closed());
    assertThat(publishedModels()).isEmpty();

    send(FIRST, 0, "faces");
    work.letEnd(1);

    await().until(() -> publishedModels().equals(List.of("faces")));
    assertThat(work.started).containsExactly("faces", "faces");
  }

  @Test
  void shouldPublishAgainWithoutTrainingAgainWhenTheBrokerDidNotAnswer() {
    faults.add(producer -> producer.commitTransactionException = new TimeoutException("no answer"));
    send(FIRST, 0, "faces");

    work.letEnd(1);

    await().until(() -> publishedModels().equals(List.of("faces")));
    assertThat(producers).hasSize(2).allMatch(MockProducer::closed);
    assertThat(work.started).containsExactly("faces");
  }

  @Test
  void shouldEndWhenPublishingIsForbidden() {
    faults.add(
        producer ->
            producer.commitTransactionException = new TopicAuthorizationException("forbidden"));
    send(FIRST, 0, "faces");

    work.letEnd(1);

    assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("forbidden");
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldReadTheJobAgainWhenTheSchemaRegistryWasAway() {
    onLoop(() -> consumer.setPollException(unreadable(new IllegalStateException("registry away"))));

    send(FIRST, 0, "faces");
    work.letEnd(1);

    await().until(() -> publishedModels().equals(List.of("faces")));
    assertThat(metrics.unreadable).hasValue(0);
  }

  @Test
  void shouldPassOverWhatIsNoJob() {
    onLoop(() -> consumer.setPollException(unreadable(undecodable())));
    await().until(() -> metrics.unreadable.get() == 1);

    send(FIRST, 1, null);
    send(FIRST, 2, "faces");
    work.letEnd(1);

    await().until(() -> publishedModels().equals(List.of("faces")));
    assertThat(metrics.unreadable).hasValue(2);
  }

  @Test
  void shouldCancelTheJobWhenStopped() {
    send(FIRST, 0, "faces");
    await().until(() -> !work.started.isEmpty());

    loop.stop();

    await().until(() -> work.cancelled.get() == 1);
    await().until(running::isDone);
    assertThat(running).isCompleted();
    assertThat(consumer.closed()).isTrue();
    assertThat(producers).isEmpty();
  }

  private static RuntimeException undecodable() {
    return catchThrowableOfType(
        UndecodableRecordException.class,
        () ->
            Topics.UNLEARNING_JOBS
                .valueSerde(REGISTRY)
                .deserializer()
                .deserialize(TOPIC, new byte[] {1, 2, 3}));
  }

  private static RecordDeserializationException unreadable(RuntimeException cause) {
    return new RecordDeserializationException(
        DeserializationExceptionOrigin.VALUE,
        FIRST,
        0,
        0,
        TimestampType.CREATE_TIME,
        ByteBuffer.allocate(0),
        ByteBuffer.allocate(0),
        new RecordHeaders(),
        "unreadable",
        cause);
  }

  private Producer<String, ModelCandidate> newProducer(int partition) {
    MockProducer<String, ModelCandidate> producer =
        new MockProducer<>(
            true,
            new RoundRobinPartitioner(),
            new StringSerializer(),
            Topics.MODEL_CANDIDATES.valueSerde(REGISTRY).serializer());
    if (producers.size() < faults.size()) {
      faults.get(producers.size()).accept(producer);
    }
    producers.add(producer);
    return producer;
  }

  private List<String> publishedModels() {
    return producers.stream()
        .filter(MockProducer::transactionCommitted)
        .flatMap(producer -> producer.history().stream())
        .map(record -> record.value().getModel())
        .toList();
  }

  private void assign(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> consumer.updateBeginningOffsets(Map.of(partition, 0L)));
    consumer.rebalance(partitions);
  }

  private void send(TopicPartition partition, long offset, String model) {
    onLoop(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    TOPIC,
                    partition.partition(),
                    offset,
                    model,
                    model == null ? null : Samples.job(model))));
  }

  /** Runs a step inside the loop's next poll, as a broker would. */
  private void onLoop(Runnable step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    consumer.schedulePollTask(
        () -> {
          step.run();
          done.complete(null);
        });
    try {
      done.orTimeout(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError("the loop does not poll", e);
    }
  }
}
