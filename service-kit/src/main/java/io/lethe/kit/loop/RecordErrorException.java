// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

/** A record on which the stack ends, or an assertion fails: {@link GuardedProcessor} says so. */
final class RecordErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecordErrorException(Error error) {
    super("processing of a record ended in " + error.getClass().getName(), error);
  }
}
