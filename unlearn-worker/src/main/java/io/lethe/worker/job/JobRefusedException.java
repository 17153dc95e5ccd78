// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

/**
 * A job contradicts itself or what it names; the message says value, rule and way out. Trying again
 * cannot help.
 */
public final class JobRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JobRefusedException(String message) {
    super(message);
  }

  JobRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
