// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import java.util.Set;

/** What a Kafka client is for, with the settings that Lethe owns for it. */
enum ClientRole {
  CONSUMER(
      "consumer.",
      Set.of(
          "group.id",
          "client.id",
          "max.poll.records",
          "partition.assignment.strategy",
          "key.deserializer",
          "value.deserializer",
          "isolation.level",
          "auto.offset.reset",
          "enable.auto.commit",
          "group.protocol")),
  PRODUCER(
      "producer.",
      Set.of(
          "client.id",
          "key.serializer",
          "value.serializer",
          "acks",
          "enable.idempotence",
          "transactional.id")),
  STREAMS(
      "streams.",
      Set.of(
          "application.id",
          "state.dir",
          "deserialization.exception.handler",
          "default.deserialization.exception.handler",
          "processing.exception.handler",
          "production.exception.handler",
          "default.production.exception.handler",
          "default.timestamp.extractor",
          "ensure.explicit.internal.resource.naming",
          "processing.guarantee",
          "enable.transactional.statestores",
          "topic.message.timestamp.type",
          "metrics.jmx.exclude",
          "enable.metrics.push",
          "group.protocol",
          "default.key.serde",
          "default.value.serde",
          "key.deserializer",
          "value.deserializer",
          "isolation.level",
          "auto.offset.reset",
          "enable.auto.commit",
          "acks",
          "enable.idempotence",
          "transactional.id")),
  ADMIN("admin.", Set.of());

  private final String prefix;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of gives an immutable set
  private final Set<String> owned;

  ClientRole(String prefix, Set<String> owned) {
    this.prefix = prefix;
    this.owned = owned;
  }

  String prefix() {
    return prefix;
  }

  boolean owns(String key) {
    return owned.contains(key);
  }
}
