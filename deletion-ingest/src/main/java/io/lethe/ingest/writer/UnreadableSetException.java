// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.writer;

/**
 * Thrown when a set that was written before is missing, damaged or not in its canonical form:
 * trying again does not help, a person must put it back.
 */
final class UnreadableSetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableSetException(String digest, RuntimeException cause) {
    super(
        "set "
            + digest
            + " cannot be read: "
            + cause.getMessage()
            + "; put it back into the artifact store, then retry the parked set",
        cause);
  }
}
