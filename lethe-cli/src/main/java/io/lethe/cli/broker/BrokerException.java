// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.broker;

import org.jspecify.annotations.Nullable;

/**
 * The embedded broker could not be formatted, started or stopped; the message names the way out.
 */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
