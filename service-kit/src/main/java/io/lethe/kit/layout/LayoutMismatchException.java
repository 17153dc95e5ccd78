// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.layout;

/** Thrown where a place has a layout that this build does not read; names both and the way out. */
public final class LayoutMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LayoutMismatchException(String message) {
    super(message);
  }
}
