package io.lethe.kit.artefact;

/** Thrown when a store has nothing under a digest. */
public final class ArtefactMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtefactMissingException(String what, String digest, String store) {
    super("No " + what + " " + digest + " in " + store);
  }
}
