// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

/** Thrown when the broker did not confirm a command. */
public final class CommandNotSentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandNotSentException(String message, Throwable cause) {
    super(message, cause);
  }
}
