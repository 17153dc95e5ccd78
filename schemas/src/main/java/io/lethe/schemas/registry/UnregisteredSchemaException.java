// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

/**
 * Thrown when a record is to be written whose schema nobody has registered, and whoever writes may
 * not. It says nothing about the record: once the schema is there, the record can be written.
 */
public final class UnregisteredSchemaException extends SchemaRegistryException {
  private static final long serialVersionUID = 1L;

  /**
   * Of a schema that a subject does not have.
   *
   * @param subject where it was looked for
   * @param schema its full name
   */
  public UnregisteredSchemaException(String subject, String schema) {
    super(
        "Subject "
            + subject
            + " does not know the schema of "
            + schema
            + ": register it, or set "
            + SerdeConfig.AUTO_REGISTER_SCHEMAS
            + "=true");
  }
}
