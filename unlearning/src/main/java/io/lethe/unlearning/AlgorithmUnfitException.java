// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.learning.model.ModelException;

/**
 * An algorithm that cannot be run on this model and these data, though another may: a signature is
 * missing, or a teacher did not become one. The message names the value and the way out. Trying
 * again cannot help.
 */
public final class AlgorithmUnfitException extends ModelException {
  private static final long serialVersionUID = 1L;

  public AlgorithmUnfitException(String message) {
    super(message);
  }
}
