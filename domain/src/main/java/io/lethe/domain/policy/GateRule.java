// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

/**
 * How a measured value with its interval is held against two limits, either of which may be
 * infinite. A value that is no number fails every rule.
 */
public enum GateRule {

  /** The value must lie within the limits. */
  VALUE_WITHIN {
    @Override
    GateOutcome judge(Measured measured, double lower, double upper) {
      return measured.value() >= lower && measured.value() <= upper
          ? GateOutcome.PASS
          : GateOutcome.FAIL;
    }
  },

  /**
   * The whole interval must lie within the limits: a test of equivalence (two one-sided tests, each
   * at half of what the interval leaves out). Wholly outside it fails; where it crosses a limit, or
   * there is none, these samples cannot tell.
   *
   * @see <a href="https://doi.org/10.1007/BF01068419">Schuirmann, Journal of Pharmacokinetics and
   *     Biopharmaceutics 1987</a>
   */
  INTERVAL_WITHIN {
    @Override
    GateOutcome judge(Measured measured, double lower, double upper) {
      if (measured.low() >= lower && measured.high() <= upper) {
        return GateOutcome.PASS;
      }
      return isOutside(measured, lower, upper) ? GateOutcome.FAIL : GateOutcome.INCONCLUSIVE;
    }
  },

  /**
   * The whole interval must lie within the limits, or nothing can be told: what it is about is no
   * fault of the candidate, but whether it can be judged at all.
   */
  INTERVAL_WITHIN_OR_INCONCLUSIVE {
    @Override
    GateOutcome judge(Measured measured, double lower, double upper) {
      return measured.low() >= lower && measured.high() <= upper
          ? GateOutcome.PASS
          : GateOutcome.INCONCLUSIVE;
    }
  },

  /** The interval must not lie wholly outside the limits: a deviation counts once it is shown. */
  INTERVAL_MEETS {
    @Override
    GateOutcome judge(Measured measured, double lower, double upper) {
      return isOutside(measured, lower, upper) ? GateOutcome.FAIL : GateOutcome.PASS;
    }
  };

  /** Whether trying again would let it pass by chance in the end. */
  boolean sharesLevel() {
    return this == INTERVAL_WITHIN;
  }

  /** Whether the whole interval has to lie within the limits, so that more samples may help. */
  boolean isEquivalence() {
    return this == INTERVAL_WITHIN || this == INTERVAL_WITHIN_OR_INCONCLUSIVE;
  }

  abstract GateOutcome judge(Measured measured, double lower, double upper);

  private static boolean isOutside(Measured measured, double lower, double upper) {
    return measured.high() < lower || measured.low() > upper;
  }
}
