package io.lethe.registry.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.registry.Samples;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

final class EventFollowerTest {
  private static final String TOPIC = Topics.MODEL_EVENTS.name();
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final MockConsumer<String, ModelEvent> consumer = new MockConsumer<>("earliest");
  private final List<Long> handled = new CopyOnWriteArrayList<>();
  private final AtomicInteger idle = new AtomicInteger();

  @Test
  void shouldBeReadyOnlyAfterEverythingThatWasThereAtStart() {
    prepare(2);
    try (EventFollower follower = follower()) {
      follower.start();
      consumer.schedulePollTask(() -> consumer.addRecord(event(0)));
      await().until(() -> handled.size() == 1);
      assertThat(follower.isCaughtUp()).isFalse();
      assertThat(idle).hasValue(0);

      consumer.schedulePollTask(() -> consumer.addRecord(event(1)));
      await().until(follower::isCaughtUp);

      assertThat(handled).containsExactly(1L, 2L);
      assertThat(idle.get()).isPositive();
      assertThat(follower.isHealthy()).isTrue();
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldStopAndSaySoWhenAnEventCannotBeRead() {
    prepare(0);
    try (EventFollower follower = follower()) {
      follower.start();
      await().until(follower::isCaughtUp);

      consumer.schedulePollTask(
          () -> {
            throw new SerializationException("poison");
          });
      await().until(() -> !follower.isHealthy());

      assertThat(follower.isCaughtUp()).isFalse();
      await().until(consumer::closed);
    }
  }

  private EventFollower follower() {
    return new EventFollower(
        "follower-under-test",
        () -> consumer,
        new EventHandler() {
          @Override
          public void onEvent(ModelEvent event) {
            handled.add(event.getSequence());
          }

          @Override
          public void onIdle() {
            idle.incrementAndGet();
          }
        });
  }

  private void prepare(long end) {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
  }

  private static ConsumerRecord<String, ModelEvent> event(long offset) {
    ModelEvent event =
        ModelEvent.newBuilder()
            .setType(ModelEventType.COMMAND_REFUSED)
            .setModel(Samples.MODEL)
            .setSequence(offset + 1)
            .setOccurredAt(Samples.NOW)
            .setChampionEpoch(0)
            .build();
    return new ConsumerRecord<>(TOPIC, 0, offset, Samples.MODEL, event);
  }
}
