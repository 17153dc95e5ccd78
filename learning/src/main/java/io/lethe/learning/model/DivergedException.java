// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

/**
 * A training whose loss is no number any more: the model is fine, the way it was trained is not.
 */
public final class DivergedException extends ModelException {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }
}
