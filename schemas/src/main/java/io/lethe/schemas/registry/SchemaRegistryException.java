// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Thrown when a registry refuses a call or gives no answer within the bounded retries. */
public class SchemaRegistryException extends KafkaException {

  private static final long serialVersionUID = 1L;

  SchemaRegistryException(String message) {
    super(message);
  }

  SchemaRegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
