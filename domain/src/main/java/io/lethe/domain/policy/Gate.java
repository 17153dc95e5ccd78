// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a candidate must keep to be promoted; all limits are fractions from 0 to 1.
 *
 * @param maxForgetAccuracyGap accuracy on the forget set above that on unseen samples of its class
 *     mix
 * @param maxAttackGap an attacker's true negative rate on the forget set below that on unseen
 *     samples
 * @param maxTestDropFromParent test accuracy below the parent's
 * @param maxTestDropFromRoot test accuracy below that of the version the lineage began with
 * @param minForgetSamples fewer forget samples prove nothing
 * @param twoSided criteria, by name, whose opposite deviation counts too; of {@link #DIFFERENCES}
 */
public record Gate(
    double maxForgetAccuracyGap,
    double maxAttackGap,
    double maxTestDropFromParent,
    double maxTestDropFromRoot,
    int minForgetSamples,
    Set<String> twoSided) {

  /** Names of the criteria that are differences, so that there is an opposite deviation. */
  public static final Set<String> DIFFERENCES =
      Collections.unmodifiableSet(
          new TreeSet<>(
              Set.of(
                  "forget_accuracy_gap",
                  "attack_tnr_gap",
                  "attack_with_loss_tnr_gap",
                  "test_accuracy_drop_parent",
                  "test_accuracy_drop_root")));

  /** The limits of the design. */
  public static final Gate DEFAULTS = new Gate(0.05, 0.05, 0.02, 0.05, 100, Set.of());

  public Gate {
    PolicyRules.fraction("gate.maxForgetAccuracyGap", maxForgetAccuracyGap);
    PolicyRules.fraction("gate.maxAttackGap", maxAttackGap);
    PolicyRules.fraction("gate.maxTestDropFromParent", maxTestDropFromParent);
    PolicyRules.fraction("gate.maxTestDropFromRoot", maxTestDropFromRoot);
    PolicyRules.atLeast("gate.minForgetSamples", minForgetSamples, 1);
    twoSided = Collections.unmodifiableSet(new TreeSet<>(twoSided));
    for (String name : twoSided) {
      if (!DIFFERENCES.contains(name)) {
        throw new IllegalArgumentException(
            "gate.twoSided must hold names of criteria among "
                + DIFFERENCES
                + ", not '"
                + name
                + "'");
      }
    }
  }
}
