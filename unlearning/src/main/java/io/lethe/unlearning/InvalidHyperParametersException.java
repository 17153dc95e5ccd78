// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

/**
 * A job's hyper-parameters break a rule; the message names every key, value and rule. Trying again
 * cannot help.
 */
public final class InvalidHyperParametersException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidHyperParametersException(String message) {
    super(message);
  }
}
