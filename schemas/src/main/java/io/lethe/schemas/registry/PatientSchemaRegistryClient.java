// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Waits a little for an id that the registry does not know: a record may be faster than the news of
 * its schema, where registries copy each other. The wait is bounded, and {@link UnknownIds} says
 * when there is none; the registry is asked every time, so that an id is known as soon as it is.
 *
 * <p>Why: docs/decisions/0037-lethe-up-serves-its-schemas.md.
 */
final class PatientSchemaRegistryClient implements SchemaRegistryClient {

  private final SchemaRegistryClient registry;
  private final RetryPolicy patience;
  private final UnknownIds unknown;

  /**
   * A client that waits.
   *
   * @param patience how often it asks for an id, and how long it waits in between
   * @param rest how long it does not wait after a wait in vain
   */
  PatientSchemaRegistryClient(SchemaRegistryClient registry, RetryPolicy patience, Duration rest) {
    this.registry = registry;
    this.patience = patience;
    unknown = new UnknownIds(rest, System::nanoTime);
  }

  @Override
  public int register(String subject, Schema schema) {
    return registry.register(subject, schema);
  }

  @Override
  public Optional<Integer> idOf(String subject, Schema schema) {
    return registry.idOf(subject, schema);
  }

  @Override
  public Schema schemaById(int id) {
    for (int attempt = 1; attempt < patience.attempts(); attempt++) {
      try {
        return registry.schemaById(id);
      } catch (UnknownSchemaException e) {
        if (!unknown.isWorthWaiting(id)) {
          throw e;
        }
      }
      patience.pauseAfter(attempt);
    }
    try {
      return registry.schemaById(id);
    } catch (UnknownSchemaException e) {
      unknown.waitedInVain(id);
      throw e;
    }
  }
}
