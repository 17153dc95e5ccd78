// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.ModelEvent;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void shouldListEveryDeclaredTopicOnce() {
    Set<Object> declared =
        Arrays.stream(Topics.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getType() == Topic.class)
            .map(
                field -> {
                  try {
                    return field.get(null);
                  } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                  }
                })
            .collect(Collectors.toSet());

    assertThat(Topics.all())
        .hasSameSizeAs(declared)
        .containsExactlyInAnyOrderElementsOf(cast(declared));
    assertThat(Topics.all()).extracting(Topic::name).doesNotHaveDuplicates();
  }

  @Test
  void shouldCoPartitionAllTopics() {
    assertThat(Topics.all())
        .allSatisfy(t -> assertThat(t.partitions()).isEqualTo(Topics.PARTITIONS));
  }

  @Test
  void shouldKeepWhatTheRegistryIsRebuiltFromForEver() {
    assertThat(Topics.MODEL_EVENTS.storage().settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1");
  }

  @Test
  void shouldDropSubjectIdsInClearAfterAWeek() {
    assertThat(Topics.DELETION_REQUESTS.storage().settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", Long.toString(Duration.ofDays(7).toMillis()));
  }

  @Test
  void shouldCompactStates() {
    assertThat(Topics.DELETION_STATUS.storage().settings())
        .containsEntry("cleanup.policy", "compact")
        .doesNotContainKey("retention.ms");
  }

  @Test
  void shouldTakeNoSendersWordForARecordsTime() {
    assertThat(Topics.all())
        .allSatisfy(
            topic ->
                assertThat(topic.storage().settings())
                    .containsEntry("message.timestamp.type", "LogAppendTime"));
  }

  @Test
  void shouldKeepNoRecordThatIsLongerThanItLooks() {
    assertThat(Topics.all())
        .allSatisfy(
            topic ->
                assertThat(topic.storage().settings())
                    .containsEntry("compression.type", "uncompressed")
                    .containsEntry("max.message.bytes", "1048588"));
  }

  @Test
  void shouldCallEveryTopicByTheServiceThatMakesIt() {
    assertThat(Topics.createdBy(Party.UNLEARN_WORKER)).containsExactly(Topics.MODEL_CANDIDATES);
    assertThat(Topics.awaitedBy(Party.UNLEARN_WORKER)).containsExactly(Topics.UNLEARNING_JOBS);
    assertThat(Topics.readBy(Party.REGISTRAR))
        .containsExactly(Topics.DELETION_STANDING, Topics.MODEL_REJECTED, Topics.MODEL_EVENTS);
    assertThat(Topics.all())
        .filteredOn(topic -> topic.access().writers().contains(Party.UPSTREAM_APP))
        .containsExactly(Topics.DELETION_REQUESTS, Topics.DELETION_AMENDMENTS);
    assertThat(Topics.readBy(Party.UPSTREAM_APP))
        .as("what every tenant's requests are on")
        .isEmpty();
  }

  /** A topic holds the requests of all tenants. */
  @Test
  void shouldKeepWhereRequestsStandFromThoseWhoSendThem() {
    assertThat(Topics.readBy(Party.UPSTREAM_APP)).isEmpty();
    assertThat(Topics.readBy(Party.AUDITOR))
        .contains(Topics.DELETION_REJECTED, Topics.DELETION_HISTORY, Topics.DELETION_STATUS);
  }

  @Test
  void shouldLetNobodyAwaitWhatItMakes() {
    for (Party party : Party.values()) {
      assertThat(Topics.awaitedBy(party))
          .noneMatch(topic -> topic.access().creator() == party)
          .allMatch(topic -> topic.access().isOpenedBy(party));
    }
  }

  @Test
  void shouldRefuseARetentionThatTheCleanupWouldIgnore() {
    assertThatThrownBy(() -> new Storage(4, Cleanup.COMPACT, Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("COMPACT")
        .hasMessageContaining("PT24H")
        .hasMessageContaining("only DELETE has one");
  }

  @Test
  void shouldRefuseNamesPartitionsAndAccessThatBreakTheRules() {
    Storage storage = new Storage(4, Cleanup.COMPACT, Duration.ZERO);
    Access access = Access.createdBy(Party.VERIFIER).writtenBy(Party.VERIFIER);

    assertThatThrownBy(
            () -> new Topic<>("A b", ModelEvent.class, "key", storage, access.readBy(Party.DEMO)))
        .hasMessageContaining("'A b'");
    assertThatThrownBy(() -> new Storage(0, Cleanup.COMPACT, Duration.ZERO))
        .hasMessageContaining("not 0");
    assertThatThrownBy(() -> new Topic<>("a", ModelEvent.class, "key", storage, access))
        .hasMessageContaining("Topic a must have a writer and a reader");
  }

  private static Iterable<Topic<?>> cast(Set<Object> topics) {
    return topics.stream().<Topic<?>>map(each -> (Topic<?>) each).toList();
  }
}
