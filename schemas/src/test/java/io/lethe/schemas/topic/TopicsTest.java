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
    assertThat(Topics.MODEL_EVENTS.settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1");
  }

  @Test
  void shouldDropSubjectIdsInClearAfterAWeek() {
    assertThat(Topics.DELETION_REQUESTS.settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", Long.toString(Duration.ofDays(7).toMillis()));
  }

  @Test
  void shouldCompactStates() {
    assertThat(Topics.DELETION_STATUS.settings())
        .containsOnly(java.util.Map.entry("cleanup.policy", "compact"));
  }

  @Test
  void shouldRefuseARetentionThatTheCleanupWouldIgnore() {
    assertThatThrownBy(
            () ->
                new Topic<>(
                    "a.topic",
                    ModelEvent.class,
                    4,
                    Cleanup.COMPACT,
                    Duration.ofDays(1),
                    "me",
                    "key"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("COMPACT")
        .hasMessageContaining("PT24H")
        .hasMessageContaining("only DELETE has one");
  }

  @Test
  void shouldRefuseNamesAndPartitionsThatBreakTheRules() {
    assertThatThrownBy(
            () ->
                new Topic<>(
                    "A b", ModelEvent.class, 4, Cleanup.COMPACT, Duration.ZERO, "me", "key"))
        .hasMessageContaining("'A b'");
    assertThatThrownBy(
            () ->
                new Topic<>("a", ModelEvent.class, 0, Cleanup.COMPACT, Duration.ZERO, "me", "key"))
        .hasMessageContaining("not 0");
  }

  private static Iterable<Topic<?>> cast(Set<Object> topics) {
    return topics.stream().<Topic<?>>map(each -> (Topic<?>) each).toList();
  }
}
