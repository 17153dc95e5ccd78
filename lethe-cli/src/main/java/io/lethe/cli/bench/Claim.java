// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.domain.policy.Gate;

/** As what a candidate is offered, and by what it is judged. */
enum Claim {
  /** Made from the parent by SFTC. */
  APPROXIMATE("sftc", Gate.DEFAULTS),
  /**
   * The same by what its outputs show alone: its weights are not looked at, nor how far samples
   * moved from the parent, which tells nothing of a model that was trained anew.
   */
  OUTPUTS("sftc", outputsAlone(Gate.DEFAULTS.forgetting().maxMarginKept())),
  /** The same, and nobody asks how much of the parent's margin is left: all, of the parent. */
  MARKS("sftc", outputsAlone(1)),
  /** Made by EU-k, whose weights need not be the parent's. */
  EU_K("eu-k", Gate.DEFAULTS),
  /** Made by kernel transpose, whose weights need not be either. */
  KERNEL_TRANSPOSE("kernel-transpose", Gate.DEFAULTS),
  /** Trained anew by the job's recipe and seed. */
  RETRAINED("retrain", Gate.DEFAULTS);

  private final String algorithm;

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
  private final Gate gate;

  Claim(String algorithm, Gate gate) {
    this.algorithm = algorithm;
    this.gate = gate;
  }

  private static Gate outputsAlone(double maxMarginKept) {
    Gate.Forgetting usual = Gate.DEFAULTS.forgetting();
    return new Gate(
        new Gate.Forgetting(
            usual.maxAccuracyGap(),
            usual.maxMargin(),
            maxMarginKept,
            usual.maxDistance(),
            Double.POSITIVE_INFINITY,
            1,
            usual.maxStandInMargin(),
            usual.maxStandInDistance(),
            usual.maxEarlierRise(),
            usual.maxRelearnedMargin(),
            usual.maxAttackGap(),
            usual.minSamples()),
        Gate.DEFAULTS.utility(),
        new Gate.Weights(Gate.DEFAULTS.weights().maxKernelCosine(), 0, 0, 0, false));
  }

  String algorithm() {
    return algorithm;
  }

  Gate gate() {
    return gate;
  }
}
