package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.service.ExitCode;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every kind of work may rely on in a {@link WorkLoop}, whatever fails. Its own test gives a
 * record that is answered by exactly one.
 *
 * @param <I> values of the input topic
 * @param <O> values of the answers
 */
@Timeout(60)
public abstract class WorkLoopContract<I extends SpecificRecord, O extends SpecificRecord> {
  private final ControlledWork<I, O> control = new ControlledWork<>();
  private MockTopics<I, O> topics;
  private TopicPartition first;
  private TopicPartition second;
  private WorkLoop<I, O> loop;
  private SimpleMeterRegistry meters;

  /** The input topic. */
  protected abstract Topic<I> input();

  /** The topic of the answers. */
  protected abstract Topic<O> output();

  /** The work of one partition. */
  protected abstract Work<I, O> work();

  /** A record that is answered by one. */
  protected abstract I input(String model);

  /** What the answer is about, for the trace that it has of its own. */
  protected abstract String forgetSetOf(O answer);

  /** What is logged about the record besides its model. */
  protected abstract Map<String, String> context(I input);

  @BeforeEach
  final void start() {
    topics = new MockTopics<>(input(), output());
    first = new TopicPartition(input().name(), 0);
    second = new TopicPartition(input().name(), 1);
    run(Set.of());
  }

  private void run(Set<String> passOver) {
    meters = new SimpleMeterRegistry();
    loop =
        new WorkLoop<>(
            "under-test",
            input().name(),
            partition -> control.around(work()),
            topics::newConsumer,
            topics::newProducer,
            new Faults(meters, passOver, Duration.ofNanos(1_000)));
    loop.start();
    await().until(loop::isAssigned);
  }

  @AfterEach
  final void stop() {
    loop.close();
    assertThat(topics.areClosed()).isTrue();
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("under-test", "under-test-work"));
  }

  @Test
  void shouldCommitTheAnswerAndItsRecordsOffsetInOneTransaction() {
    control.letEnd(1);
    topics.send(first, "faces", input("faces"));

    await().until(() -> topics.answered().equals(List.of("faces")));
    MockProducer<String, O> producer = topics.producer();
    assertThat(producer.commitCount()).isEqualTo(1);
    assertThat(producer.consumerGroupOffsetsHistory())
        .containsExactly(
            Map.of(
                topics.consumer().groupMetadata().groupId(),
                Map.of(first, new OffsetAndMetadata(1))));
    await().until(() -> topics.paused().isEmpty());
  }

  @Test
  void shouldAnswerInTheRecordsTraceElseInTheSetsOwn() {
    Trace sent = new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "v=1");
    control.letEnd(2);
    topics.send(first, "faces", input("faces"), sent);
    topics.send(first, "digits", input("digits"));

    await().until(() -> topics.answered().equals(List.of("faces", "digits")));
    O second = topics.producer().history().get(1).value();
    assertThat(topics.producer().history())
        .extracting(answer -> Trace.from(answer.headers()).orElseThrow())
        .containsExactly(sent, Trace.ofForgetSet("digits", forgetSetOf(second)));
  }

  @Test
  void shouldLogOnTheWorkThreadWhatItWorksOn() {
    Trace sent = new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "");
    control.letEnd(2);
    topics.send(first, "faces", input("faces"));
    topics.send(first, "faces", input("faces"), sent);

    await().until(() -> control.contexts.size() == 2);
    assertThat(control.contexts.get(0))
        .containsEntry("model", "faces")
        .containsAllEntriesOf(context(input("faces")));
    assertThat(control.contexts.get(1))
        .containsEntry("traceId", sent.traceId())
        .containsEntry("spanId", sent.spanId());
  }

  @Test
  void shouldKeepPollingWithEverythingPausedAndNoTransactionOpenHoweverLongTheWorkLasts()
      throws InterruptedException {
    topics.send(first, "faces", input("faces"));
    await().until(() -> topics.paused().equals(Set.of(first, second)));

    topics.send(second, "digits", input("digits"));
    CountDownLatch polls = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      topics.consumer().schedulePollTask(polls::countDown);
    }

    assertThat(polls.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(control.started).containsExactly("faces");
    assertThat(topics.producer().transactionInFlight()).isFalse();
    assertThat(loop.isHealthy()).isTrue();
    assertThat(loop.isAssigned()).isTrue();
  }

  @Test
  void shouldDoOneAtATimeAndInOrder() {
    control.letEnd(3);
    topics.send(first, "faces", input("faces"));
    topics.send(second, "digits", input("digits"));
    topics.send(first, "clothes", input("clothes"));

    await().until(() -> topics.answered().size() == 3);
    assertThat(topics.answered()).contains("digits").containsSubsequence("faces", "clothes");
    assertThat(control.mostAtOnce).hasValue(1);
  }

  @Test
  void shouldCancelTheWorkOfALostPartitionAndPublishNothing() {
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    topics.rebalance(List.of(second));

    await().until(() -> control.cancelled.get() == 1);
    control.letEnd(1);
    topics.send(second, "digits", input("digits"));
    await().until(() -> topics.answered().equals(List.of("digits")));
    assertThat(topics.committed(first)).isZero();
  }

  @Test
  void shouldPublishNothingForALostPartitionWhoseWorkHeedsNoCancelling() {
    control.ignoreCancelling();
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    topics.rebalance(List.of(second));
    topics.send(second, "digits", input("digits"));
    control.letEnd(2);

    await().until(() -> topics.answered().equals(List.of("digits")));
    assertThat(topics.committed(first)).isZero();
  }

  @Test
  void shouldForgetWhatWaitsOfALostPartition() {
    topics.onPoll(
        () -> {
          topics.add(first, "faces", input("faces"));
          topics.add(second, "digits", input("digits"));
        });
    await().until(() -> control.started.size() == 1);
    boolean faces = control.started.contains("faces");

    topics.rebalance(List.of(faces ? first : second));
    control.letEnd(2);

    await().until(() -> topics.answered().size() == 1);
    await().until(() -> topics.paused().isEmpty());
    assertThat(control.started).hasSize(1);
  }

  @Test
  void shouldLetTheWorkGoOnWhenAnotherPartitionIsLost() {
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    topics.rebalance(List.of(first));
    control.letEnd(1);

    await().until(() -> topics.answered().equals(List.of("faces")));
    assertThat(control.cancelled).hasValue(0);
  }

  @Test
  void shouldPauseWhatIsAssignedMeanwhileAndResumeItAfterwards() {
    topics.rebalance(List.of(first));
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    topics.rebalance(List.of(first, second));

    await().until(() -> topics.paused().contains(second));
    control.letEnd(1);
    await().until(() -> topics.paused().isEmpty());
  }

  @Test
  void shouldWorkAgainFromTheCommittedOffsetWhenItWasFenced() {
    topics.producer().sendOffsetsToTransactionException = new ProducerFencedException("fenced");
    shouldWorkAgain();
  }

  @Test
  void shouldWorkAgainFromTheCommittedOffsetWhenTheCommitFails() {
    topics.producer().commitTransactionException = new TimeoutException("no answer");
    shouldWorkAgain();
  }

  @Test
  void shouldWorkAgainFromTheCommittedOffsetWhenTheWorkFails() {
    control.failOnce(new IllegalStateException("the store is away"));
    shouldWorkAgain();
  }

  private void shouldWorkAgain() {
    control.letEnd(3);
    topics.send(first, "faces", input("faces"));
    topics.send(first, "digits", input("digits"));

    await().until(() -> topics.answered().equals(List.of("faces", "digits")));
    assertThat(control.started).containsExactly("faces", "faces", "digits");
    assertThat(topics.committed(first)).isEqualTo(2);
    assertThat(topics.sessions()).isEqualTo(2);
    assertThat(control.made).as("what was remembered is dropped").hasValue(2);
    assertThat(loop.failure()).isEmpty();
    assertThat(failedSessions()).isEqualTo(1);
  }

  @Test
  void shouldCancelTheWorkAndDoItAgainWhenAPollThrows() {
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    topics.failPoll(new KafkaException("broken"));

    await().until(() -> control.cancelled.get() == 1);
    control.letEnd(1);
    await().until(() -> topics.answered().equals(List.of("faces")));
    assertThat(control.started).containsExactly("faces", "faces");
    assertThat(topics.sessions()).isEqualTo(2);
  }

  @Test
  void shouldOpenSessionsUntilTheBrokerAnswers() {
    for (int away = 0; away < 3; away++) {
      topics.failNextProducer(
          producer -> producer.initTransactionException = new TimeoutException("no broker"));
    }
    control.letEnd(1);
    topics.failPoll(new KafkaException("the broker went away"));
    await().until(() -> topics.sessions() == 5);

    topics.send(first, "faces", input("faces"));

    await().until(() -> topics.answered().equals(List.of("faces")));
    assertThat(failedSessions()).isEqualTo(4);
  }

  @Test
  void shouldBeUnhealthyAfterManyFailuresInARowAndGoOnTryingAllTheSame() {
    control.failAlways(new IllegalStateException("the store is away"));
    topics.send(first, "faces", input("faces"));

    await().until(() -> !loop.isHealthy());
    assertThat(failedSessions()).isGreaterThanOrEqualTo(SessionLoop.UNHEALTHY_AFTER);
    assertThat(loop.failure())
        .get()
        .hasToString("java.lang.IllegalStateException: the store is away");
    assertThat(topics.answered()).isEmpty();
    assertThat(topics.committed(first)).isZero();

    control.failAlways(null);
    control.letEnd(1);
    await().until(() -> topics.answered().equals(List.of("faces")));
    await().until(loop::isHealthy);
    assertThat(loop.failure()).isEmpty();
  }

  @Test
  void shouldEndAtOnceWhenPublishingIsForbidden() {
    topics.producer().commitTransactionException = new TopicAuthorizationException("forbidden");
    control.letEnd(1);
    topics.send(first, "faces", input("faces"));

    await().until(() -> !loop.isHealthy());
    assertThat(loop.failure()).get().isInstanceOf(TopicAuthorizationException.class);
    assertThat(failedSessions()).isEqualTo(1);
    assertThat(topics.areClosed()).isTrue();
    assertThat(loop.isAssigned()).isFalse();
  }

  @Test
  void shouldEndAtOnceWhenAnotherHasTakenItsInstanceIdOver() {
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);
    topics.failPoll(new FencedInstanceIdException("another has it"));

    await().until(() -> !loop.isHealthy());
    assertThat(loop.failure().map(ExitCode::of)).contains(ExitCode.REPLACED);
    await().until(() -> control.cancelled.get() + control.interrupted.get() == 1);
  }

  @Test
  void shouldEndAtOnceWhenTheWorkDiesOfAnError() {
    control.failAlways(new OutOfMemoryError("Java heap space"));
    topics.send(first, "faces", input("faces"));

    await().until(() -> !loop.isHealthy());
    assertThat(loop.failure()).get().isInstanceOf(OutOfMemoryError.class);
    assertThat(control.started).hasSize(1);
  }

  @Test
  void shouldEndWithTheCodeOfWhatFailed() {
    control.failAlways(new IOException("/data: No space left on device"));
    topics.send(first, "faces", input("faces"));

    await().until(() -> !loop.isHealthy());
    assertThat(loop.failure().map(ExitCode::of)).contains(ExitCode.DISK_FULL);
  }

  @Test
  void shouldReadTheRecordAgainWhenTheSchemaRegistryWasAway() {
    control.letEnd(1);
    topics.failPoll(UnreadableRecords.registryAway(first, 0));
    topics.send(first, "faces", input("faces"));

    await().until(() -> topics.answered().equals(List.of("faces")));
    assertThat(undecodable()).isZero();
    assertThat(topics.committed(first)).isEqualTo(1);
  }

  @Test
  void shouldPassOverWhatIsNoRecordWhereItIsSaidAgainAndElseStop() {
    topics.sendUndecodable(first);
    shouldKeepTheRule();
  }

  @Test
  void shouldPassOverWhatHasNoValueWhereItIsSaidAgainAndElseStop() {
    topics.send(first, "faces", null);
    shouldKeepTheRule();
  }

  private void shouldKeepTheRule() {
    control.letEnd(1);
    topics.send(first, "digits", input("digits"));
    if (UndecodablePolicy.of(input().name()) == UndecodablePolicy.PASS_OVER) {
      await().until(() -> topics.answered().equals(List.of("digits")));
      assertThat(topics.committed(first)).isEqualTo(2);
      assertThat(loop.isHealthy()).isTrue();
    } else {
      await().until(() -> !loop.isHealthy());
      assertThat(loop.failure())
          .get()
          .asString()
          .contains("Record " + input().name() + "/0/0 cannot be decoded", "kafka.pass-over");
      assertThat(loop.failure().map(ExitCode::of)).contains(ExitCode.LOST_RECORD);
      assertThat(control.started).isEmpty();
    }
    assertThat(undecodable()).isEqualTo(1);
  }

  @Test
  void shouldPassOverExactlyTheRecordThatAPersonNames() {
    loop.close();
    run(Set.of(input().name() + "/0/0"));
    control.letEnd(1);
    topics.sendUndecodable(first);
    topics.send(first, "faces", input("faces"));

    await().until(() -> topics.answered().equals(List.of("faces")));
    assertThat(topics.committed(first)).isEqualTo(2);
    topics.sendUndecodable(first);
    await().until(() -> undecodable() == 2);
    await()
        .until(
            () ->
                loop.isHealthy()
                    == (UndecodablePolicy.of(input().name()) == UndecodablePolicy.PASS_OVER));
  }

  @Test
  void shouldCancelTheWorkAndPublishNothingWhenItIsStopped() {
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    loop.close();

    assertThat(control.cancelled.get() + control.interrupted.get()).isEqualTo(1);
    assertThat(topics.answered()).isEmpty();
    assertThat(topics.committed(first)).isZero();
    assertThat(failedSessions()).isZero();
  }

  @Test
  void shouldInterruptWorkThatHeedsNoCancellingWhenItIsStopped() {
    control.ignoreCancelling();
    topics.send(first, "faces", input("faces"));
    await().until(() -> control.started.size() == 1);

    loop.close();

    assertThat(control.interrupted).hasValue(1);
    assertThat(topics.answered()).isEmpty();
  }

  /** Sends records to the first partition, whose work may end at once. */
  protected final void deliver(List<I> records) {
    control.letEnd(records.size());
    records.forEach(record -> topics.send(first, "faces", record));
  }

  /** Lets so many more records be done with. */
  protected final void letEnd(int records) {
    control.letEnd(records);
  }

  /** How many records' work was begun. */
  protected final int begun() {
    return control.started.size();
  }

  /** The committed answers. */
  protected final List<ProducerRecord<String, O>> answers() {
    return topics.producers().flatMap(producer -> producer.history().stream()).toList();
  }

  /** Where the group reads the first partition on. */
  protected final long committed() {
    return topics.committed(first);
  }

  protected final WorkLoop<I, O> loop() {
    return loop;
  }

  protected final double failedSessions() {
    return meters.get(Faults.FAILED_SESSIONS.name()).tag("topic", input().name()).counter().count();
  }

  private double undecodable() {
    return meters.get(Faults.UNDECODABLE.name()).tag("topic", input().name()).counter().count();
  }
}
