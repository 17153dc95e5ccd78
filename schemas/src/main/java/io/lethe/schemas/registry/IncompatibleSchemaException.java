// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

/** Thrown when a schema may not join a subject: it is not FULL_TRANSITIVE compatible. */
public final class IncompatibleSchemaException extends SchemaRegistryException {

  private static final long serialVersionUID = 1L;

  IncompatibleSchemaException(String message) {
    super(message);
  }
}
