// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

/** Thrown when a store cannot be read or written; trying again later may help. */
public final class ArtifactStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtifactStoreException(String message) {
    super(message);
  }

  ArtifactStoreException(String message, Exception cause) {
    super(message, cause);
  }
}
