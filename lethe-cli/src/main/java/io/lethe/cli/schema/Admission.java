// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.registry.FileSchemaRegistryClient;
import io.lethe.schemas.registry.IncompatibleSchemaException;
import io.lethe.schemas.registry.RegistryContent;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Which schemas others may register: any that is known, by its id; a new one only for the values of
 * a topic that apps write to, and only as long as a subject has few. A schema on one of the
 * services' own topics could keep the next build from starting, whose schema may not follow it.
 */
final class Admission {
  /** How many schemas a subject may have before nobody but Lethe registers more. */
  static final int MAX_VERSIONS = 100;

  private final FileSchemaRegistryClient registry;
  private final List<String> open;

  Admission(FileSchemaRegistryClient registry, Tenants tenants) {
    this.registry = registry;
    open =
        tenants.topics(Topics.all()).stream()
            .filter(topic -> topic.access().writers().contains(Party.UPSTREAM_APP))
            .map(Topic::valueSubject)
            .sorted()
            .toList();
  }

  /**
   * Registers a schema, or finds it registered.
   *
   * @return its id
   * @throws RefusedCallException if it may not be registered
   */
  int admit(String subject, Schema schema) {
    RegistryContent content = registry.content();
    Optional<Integer> known = content.idOf(subject, schema);
    if (known.isPresent()) {
      return known.get();
    }
    if (!open.contains(subject)) {
      throw new RefusedCallException(
          Fault.NOT_PERMITTED,
          "Subject '"
              + TextLimit.QUOTE.cut(subject)
              + "' takes no new schemas: apps write to "
              + open
              + " alone, where keys are UTF-8 text without a schema");
    }
    if (content.idsOf(subject).size() >= MAX_VERSIONS) {
      throw new RefusedCallException(
          Fault.NOT_PERMITTED,
          "Subject '"
              + subject
              + "' has "
              + MAX_VERSIONS
              + " schemas and takes no more; use one of them");
    }
    try {
      return registry.register(subject, schema);
    } catch (IncompatibleSchemaException e) {
      throw new RefusedCallException(Fault.INCOMPATIBLE, String.valueOf(e.getMessage()));
    }
  }
}
