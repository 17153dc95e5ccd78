// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

/** Thrown when a registry answers that it knows no schema with an id; the message is a rule. */
public final class UnknownSchemaException extends SchemaRegistryException {

  private static final long serialVersionUID = 1L;

  UnknownSchemaException(int id, String registry) {
    super("schema id " + id + " is unknown in the registry " + registry);
  }
}
