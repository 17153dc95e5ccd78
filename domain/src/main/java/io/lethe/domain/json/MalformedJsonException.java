// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.json;

/**
 * Thrown where a text is not the one JSON object that was asked for. The message may quote the
 * text: what comes from outside the intake is not told or logged with it.
 */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
