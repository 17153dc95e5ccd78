// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

/** An attacker could not be trained or asked: its native library, or rows it cannot learn from. */
public final class AttackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AttackException(String message) {
    super(message);
  }

  AttackException(String message, Throwable cause) {
    super(message, cause);
  }
}
