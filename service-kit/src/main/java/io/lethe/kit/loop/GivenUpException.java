// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

/**
 * Work that is not begun once more: it ended the process too often, or did not come back. The
 * message says which.
 */
public final class GivenUpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GivenUpException(String message) {
    super(message);
  }

  /** Why it is given up, in words; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
