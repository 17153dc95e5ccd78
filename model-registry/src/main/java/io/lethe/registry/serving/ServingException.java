// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

/** Thrown when a champion cannot be put into the serving folder (yet). */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServingException(String message) {
    super(message);
  }

  ServingException(String message, Throwable cause) {
    super(message, cause);
  }
}
