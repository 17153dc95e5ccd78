package io.lethe.kit.artefact;

import java.io.IOException;

/** Thrown when a store cannot be read or written; trying again later may help. */
public final class ArtefactStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArtefactStoreException(String message, IOException cause) {
    super(message, cause);
  }
}
