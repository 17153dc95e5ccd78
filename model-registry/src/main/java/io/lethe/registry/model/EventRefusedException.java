// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

/**
 * Thrown when an event cannot be folded: it is not the model's next event, its type is unknown to
 * this version, or a field that its type needs is missing. State would be wrong from here on, so
 * whoever folds stops.
 */
public final class EventRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EventRefusedException(String message) {
    super(message);
  }

  EventRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
