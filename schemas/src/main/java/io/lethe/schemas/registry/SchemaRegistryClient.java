// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/**
 * What the serde asks of a schema registry. Implementations are safe for use by many threads.
 *
 * <p>Why: docs/decisions/0015-the-schema-registrys-client-is-ours.md.
 */
public interface SchemaRegistryClient {

  /**
   * Registers a schema, or finds it registered.
   *
   * @param subject {@code <topic>-value} or {@code <topic>-key}
   * @return the schema's id, the same for equal schemas
   * @throws IncompatibleSchemaException where the subject's schemas do not allow it
   * @throws SchemaRegistryException where the registry refuses or gives no answer
   */
  int register(String subject, Schema schema);

  /**
   * The schema with an id.
   *
   * @throws UnknownSchemaException where there is none
   * @throws UnreadableSchemaException where it is none of Avro's
   * @throws SchemaRegistryException where the registry refuses or gives no answer
   */
  Schema schemaById(int id);

  /**
   * The id of a schema that is registered under a subject; empty where it is not.
   *
   * @throws SchemaRegistryException where the registry refuses or gives no answer
   */
  Optional<Integer> idOf(String subject, Schema schema);
}
