// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

/** Thrown when a store has nothing under a digest. */
public final class ArtifactMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtifactMissingException(String what, String digest, String store) {
    super("No " + what + " " + digest + " in " + store);
  }
}
