// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

/** Thrown when bytes are not signed by a trusted key, or not the bytes that were signed. */
public final class SignatureInvalidException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says which rule of the signature is broken. */
  public SignatureInvalidException(String message) {
    super(message);
  }

  /** Says which rule of the signature is broken, and by what. */
  public SignatureInvalidException(String message, Throwable cause) {
    super(message, cause);
  }
}
