// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

/** A job asks for an algorithm that this worker does not have; the message lists those it has. */
public final class UnknownAlgorithmException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnknownAlgorithmException(String message) {
    super(message);
  }
}
