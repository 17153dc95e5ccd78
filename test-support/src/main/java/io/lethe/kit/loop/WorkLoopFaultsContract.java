// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.service.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/**
 * What every kind of work may rely on in a {@link WorkLoop} when something fails: polls, commits,
 * the work itself, the broker, the schema registry, a record that cannot be decoded.
 *
 * @param <I> values of the input topic
 * @param <O> values of the answers
 */
public abstract class WorkLoopFaultsContract<I extends SpecificRecord, O extends SpecificRecord>
    extends LoopUnderTest<I, O> {

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
  void shouldWorkAgainFromTheCommittedOffsetWhenTheProducerDoesNotCloseEither() {
    MockProducer<String, O> producer = topics.producer();
    producer.closeException = new KafkaException("does not close");
    control.failOnce(new IllegalStateException("the store is away"));
    shouldWorkAgain();
    producer.closeException = null;
    producer.close();
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
  void shouldStayHealthyHoweverOftenTheBrokerGoesAwayWhenItCatchesUpInBetween() {
    for (int away = 1; away <= SessionLoop.UNHEALTHY_AFTER; away++) {
      int failed = away;
      topics.failPoll(new KafkaException("the broker went away"));
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> failedSessions() == failed && loop.failure().isEmpty());
    }
    assertThat(loop.isHealthy()).isTrue();
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

  @Test
  void shouldPassOverWhatHasNoKeyWhereItIsSaidAgainAndElseStop() {
    topics.send(first, null, input("faces"));
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
}
