// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

/**
 * What every kind of work may rely on in a {@link WorkLoop}, whatever fails. Its own test gives a
 * record that is answered by exactly one.
 *
 * @param <I> values of the input topic
 * @param <O> values of the answers
 */
public abstract class WorkLoopContract<I extends SpecificRecord, O extends SpecificRecord>
    extends WorkLoopFaultsContract<I, O> {

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
  void shouldNameInTheLogOnlyTheBeginningOfWhatAnybodyMayHaveWritten() {
    I tooLong = input("m".repeat(700_000));

    assertThat(work().about(tooLong).fields())
        .containsKey("model")
        .allSatisfy(
            (key, value) ->
                assertThat(value.length()).isLessThanOrEqualTo(TextLimit.NAME.characters()));
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
}
