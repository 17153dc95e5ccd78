// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import io.lethe.kit.layout.LayoutMark;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The layout number of a cluster's topics together: the name of a topic without records. Kafka
 * makes a topic once, however many ask, so nothing need be read, and nobody waits for a first
 * record.
 */
final class TopicLayout implements LayoutMark {
  private final PatientAdmin admin;

  TopicLayout(PatientAdmin admin) {
    this.admin = admin;
  }

  /** Two numbers, where two builds began at once, are none that any build needs. */
  @Override
  public Optional<String> read() {
    String numbers =
        admin.topics().stream()
            .filter(name -> name.startsWith(Topics.LAYOUT_PREFIX))
            .map(name -> name.substring(Topics.LAYOUT_PREFIX.length()))
            .sorted()
            .collect(Collectors.joining(" and "));
    return Optional.of(numbers).filter(text -> !text.isEmpty());
  }

  /**
   * Told from one listing: whatever broker answers, it knows a topic's predecessors, and the number
   * is made before any other topic.
   */
  @Override
  public boolean isUsed() {
    Set<String> names = admin.topics();
    return names.stream().noneMatch(name -> name.startsWith(Topics.LAYOUT_PREFIX))
        && Topics.all().stream().map(Topic::name).anyMatch(names::contains);
  }

  /** Returns when the brokers show the topic, which they do a moment after they have made it. */
  @Override
  public void writeIfAbsent(String number) {
    String name = Topics.LAYOUT_PREFIX + number;
    admin.create(
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
    while (!admin.topics().contains(name)) {
      admin.pause("Topic " + name + " is not there");
    }
  }
}
