// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.gate;

/**
 * How many samples were to be forgotten, and whether the policy's minimum applies to them.
 *
 * @param samples in the forget set
 * @param minimum what becomes of a set below the policy's minimum
 */
public record ForgetSetSize(long samples, Minimum minimum) {

  /** What a small set means. */
  public enum Minimum {
    /** Too few samples to see anything: fails. */
    ENFORCED,
    /**
     * The job is a full retraining, the one algorithm allowed where a deadline forces a small set:
     * the size is reported, and so is what was measured on the set.
     */
    WAIVED_FOR_RETRAIN
  }
}
