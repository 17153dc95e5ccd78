// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

/** Thrown when a request's body breaks a rule; the message names it and the way out. */
final class InvalidCommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidCommandException(String message) {
    super(message);
  }
}
