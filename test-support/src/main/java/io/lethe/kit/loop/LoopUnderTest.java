// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.schemas.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * A {@link WorkLoop} on topics in memory, with work that begins and ends when a test says so.
 *
 * @param <I> values of the input topic
 * @param <O> values of the answers
 */
@Timeout(60)
abstract class LoopUnderTest<I extends SpecificRecord, O extends SpecificRecord> {
  final ControlledWork<I, O> control = new ControlledWork<>();
  MockTopics<I, O> topics;
  TopicPartition first;
  TopicPartition second;
  WorkLoop<I, O> loop;
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

  final void run(Set<String> passOver) {
    meters = new SimpleMeterRegistry();
    loop =
        new WorkLoop<>(
            "under-test",
            input().name(),
            partition -> control.around(work()),
            topics::newConsumer,
            topics::newProducer,
            new Faults(meters, passOver, Duration.ofNanos(1_000), ClockWatch.ofProcess()));
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

  final double undecodable() {
    return meters.get(Faults.UNDECODABLE.name()).tag("topic", input().name()).counter().count();
  }
}
