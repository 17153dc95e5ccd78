// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

/** What becomes of one requirement, or of all of them. */
public enum GateOutcome {
  /** It is met. */
  PASS,
  /** It is broken. */
  FAIL,
  /** These samples cannot tell. */
  INCONCLUSIVE
}
