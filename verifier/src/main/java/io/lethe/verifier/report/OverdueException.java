// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import java.time.Duration;

/** A measurement has taken longer than it may. */
public final class OverdueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OverdueException(Duration limit) {
    super(couldNot(limit));
  }

  static String couldNot(Duration limit) {
    return "the model could not be measured in "
        + limit
        + "; where it is only slow, give the verifier a longer root-time-limit and register it again";
  }
}
