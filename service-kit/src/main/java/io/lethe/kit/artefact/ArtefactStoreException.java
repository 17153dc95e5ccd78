package io.lethe.kit.artefact;

/** Thrown when a store cannot be read or written; trying again later may help. */
public final class ArtefactStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtefactStoreException(String message) {
    super(message);
  }

  ArtefactStoreException(String message, Exception cause) {
    super(message, cause);
  }
}
