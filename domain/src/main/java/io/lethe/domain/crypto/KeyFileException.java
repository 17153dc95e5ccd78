// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

/** Thrown when a key file is missing, unsafe or holds no key; never quotes its content. */
public final class KeyFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong with which file. */
  public KeyFileException(String message) {
    super(message);
  }

  /** The same with its cause. */
  public KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
