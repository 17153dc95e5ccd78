// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import org.jspecify.annotations.Nullable;

/** Thrown when Kafka, or a topic of another service, is not there within the time allowed. */
public final class TopicsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicsUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
