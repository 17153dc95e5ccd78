// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

/** An error as one line for a person. */
final class ErrorLine {
  private ErrorLine() {}

  /** The message, or what kind of error it was where there is none; lines are joined. */
  static String of(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      message = error.getClass().getSimpleName() + "; run again with --debug for the details";
    } else if (error instanceof java.nio.file.NoSuchFileException) {
      message = "no such file: " + message;
    } else if (error instanceof java.nio.file.AccessDeniedException) {
      message = "no permission for " + message;
    } else if (error instanceof java.nio.file.FileAlreadyExistsException) {
      message = message + " exists already; choose another name or remove it";
    }
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
