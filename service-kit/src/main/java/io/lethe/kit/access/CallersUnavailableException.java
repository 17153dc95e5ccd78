// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

/** Who comes cannot be told now, so nobody is let in. */
public final class CallersUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is missing; never a token
   */
  public CallersUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
