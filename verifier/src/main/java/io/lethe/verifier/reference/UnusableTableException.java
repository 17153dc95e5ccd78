// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import java.io.IOException;

/** What lies in a table's place is not this table. */
final class UnusableTableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableTableException(String message) {
    super(message);
  }
}
