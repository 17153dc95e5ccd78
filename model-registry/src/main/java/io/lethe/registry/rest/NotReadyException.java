// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

/** Thrown when the read model has not caught up with the events yet. */
final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotReadyException(String message) {
    super(message);
  }
}
