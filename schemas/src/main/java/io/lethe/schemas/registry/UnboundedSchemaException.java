// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

/** Thrown for a schema that is outside {@link SchemaBounds}. The message is a rule. */
public final class UnboundedSchemaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnboundedSchemaException(String rule) {
    super(rule);
  }
}
