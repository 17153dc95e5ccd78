// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import org.jspecify.annotations.Nullable;

/**
 * A dataset breaks a rule. The message names the file, the row, the rule and the way out, and may
 * list several defects; it never holds a subject id.
 */
public final class DatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(message);
  }

  public DatasetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
