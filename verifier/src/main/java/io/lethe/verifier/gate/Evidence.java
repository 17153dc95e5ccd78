// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.policy.Measured;
import org.jspecify.annotations.Nullable;

/**
 * What was measured for one criterion.
 *
 * @param n samples behind it
 * @param candidate of the candidate
 * @param control the same of the parent, which has not forgotten; undefined where that is no
 *     control
 * @param note why it was not measured, or what was found beside the value; null where the value
 *     says it all
 */
public record Evidence(long n, Measured candidate, Measured control, @Nullable String note) {

  /** Refuses missing parts. */
  public Evidence {
    requireNonNull(candidate, "candidate");
    requireNonNull(control, "control");
  }

  /** Where the parent is no control. */
  static Evidence of(long n, Measured candidate) {
    return new Evidence(n, candidate, Measured.undefined(), null);
  }

  /** Nothing was asked, for this reason. */
  public static Evidence notMeasured(String note) {
    return new Evidence(0, Measured.undefined(), Measured.undefined(), note);
  }

  /** It was asked and could not be told, for this reason: that fails. */
  public static Evidence unmeasurable(String note) {
    return new Evidence(1, Measured.undefined(), Measured.undefined(), note);
  }
}
