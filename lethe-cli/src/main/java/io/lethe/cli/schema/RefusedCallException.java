// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import io.lethe.domain.text.TextLimit;

/** Thrown when a call is not answered; the message names the rule and the way out. */
final class RefusedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  RefusedCallException(Fault fault, String message) {
    super(TextLimit.MESSAGE.cut(message));
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
