// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

/** Thrown when what is asked for does not exist; the message names the way out. */
final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFoundException(String message) {
    super(message);
  }
}
