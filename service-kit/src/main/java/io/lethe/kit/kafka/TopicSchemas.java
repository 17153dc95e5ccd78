// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import io.lethe.schemas.registry.IncompatibleSchemaException;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Topic;
import java.util.Collection;
import java.util.List;

/**
 * Sees to the schemas of a service's own topics before it starts, so that neither an unreachable
 * registry nor an incompatible schema is found out in the middle of work.
 */
final class TopicSchemas {
  private TopicSchemas() {}

  /**
   * Registers the schemas, or finds them registered where {@code auto.register.schemas} is false.
   *
   * @throws TopicMismatchException where one may not join its subject, or is not registered
   * @throws TopicsUnavailableException where the registry does not answer in time
   */
  static void ensure(KafkaSettings settings, Collection<Topic<?>> owned, Patience patience) {
    SerdeConfig config = SerdeConfig.from(settings.serdeConfig());
    SchemaRegistryClient registry = SchemaRegistryClients.of(config);
    for (Topic<?> topic : owned) {
      ensure(registry, config, topic, patience);
    }
  }

  private static void ensure(
      SchemaRegistryClient registry, SerdeConfig config, Topic<?> topic, Patience patience) {
    boolean answered = false;
    while (!answered) {
      try {
        registerOrFind(registry, config, topic);
        answered = true;
      } catch (IncompatibleSchemaException e) {
        throw new TopicMismatchException(List.of(e.getMessage()));
      } catch (SchemaRegistryException e) {
        patience.pause("Schema registry does not answer: " + e.getMessage(), e);
      }
    }
  }

  private static void registerOrFind(
      SchemaRegistryClient registry, SerdeConfig config, Topic<?> topic) {
    if (config.autoRegisterSchemas()) {
      registry.register(topic.valueSubject(), topic.valueSchema());
    } else if (registry.idOf(topic.valueSubject(), topic.valueSchema()).isEmpty()) {
      throw new TopicMismatchException(
          List.of(
              topic.valueSubject()
                  + ": the schema must be registered, as "
                  + SerdeConfig.AUTO_REGISTER_SCHEMAS
                  + " is false"));
    }
  }
}
