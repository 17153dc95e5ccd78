package io.lethe.kit.artefact;

/** Thrown when stored bytes are not what their digest says; names the file. */
public final class ArtefactCorruptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtefactCorruptException(String digest, String file, String finding) {
    super("Artefact " + digest + " is damaged: file " + file + " " + finding);
  }
}
