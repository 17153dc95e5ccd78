// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.console;

/** What was asked has not happened; the message says why, for a person. Exit code 1. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailedException(String message) {
    super(message);
  }

  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
