// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

/**
 * A model cannot be built, read or run as asked: a signature is missing, a value does not fit it,
 * the native call failed, or a loss is not a number. The message names the value, the rule and the
 * way out.
 */
public class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A fault found on our side of the native call. */
  public ModelException(String message) {
    super(message);
  }

  /** A fault with a cause below. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
