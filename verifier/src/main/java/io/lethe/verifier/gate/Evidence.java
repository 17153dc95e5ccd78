// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.policy.Measured;

/**
 * What was measured for one criterion.
 *
 * @param n samples behind it
 * @param candidate of the candidate
 * @param control the same of the parent, which has not forgotten; undefined where that is no
 *     control
 */
public record Evidence(long n, Measured candidate, Measured control) {

  /** Refuses missing parts. */
  public Evidence {
    requireNonNull(candidate, "candidate");
    requireNonNull(control, "control");
  }

  /** Where the parent is no control. */
  static Evidence of(long n, Measured candidate) {
    return new Evidence(n, candidate, Measured.undefined());
  }
}
