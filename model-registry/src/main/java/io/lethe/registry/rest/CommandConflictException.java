// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

/** A command's id was given with other content. */
final class CommandConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandConflictException(String message) {
    super(message);
  }
}
