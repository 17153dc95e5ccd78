// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

/**
 * Thrown when what a registry has under an id is no Avro schema: a shared registry also holds those
 * of other formats, and parts of schemas. The message is a rule.
 */
public final class UnreadableSchemaException extends SchemaRegistryException {

  private static final long serialVersionUID = 1L;

  UnreadableSchemaException(int id, String registry, SchemaRegistryException cause) {
    super("schema id " + id + " is no whole Avro schema in the registry " + registry, cause);
  }
}
