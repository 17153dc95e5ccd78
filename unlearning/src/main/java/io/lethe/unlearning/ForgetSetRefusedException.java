// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

/**
 * A forget set that the chosen algorithm is not made for; the message names the class and the way
 * out. Trying again cannot help.
 */
public final class ForgetSetRefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ForgetSetRefusedException(String message) {
    super(message);
  }
}
