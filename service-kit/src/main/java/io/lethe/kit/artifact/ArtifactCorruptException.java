// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

/** Thrown when stored bytes are not what their digest says; names the file. */
public final class ArtifactCorruptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtifactCorruptException(String digest, String file, String finding) {
    super("Artifact " + digest + " is damaged: file " + file + " " + finding);
  }
}
