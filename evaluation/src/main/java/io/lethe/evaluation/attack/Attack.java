// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

/** A trained attacker. */
@FunctionalInterface
public interface Attack {

  /**
   * How sure the attacker is that each row belongs to a member.
   *
   * @return {@code [rows]}, each 0 to 1; above one half it is called a member
   * @throws AttackException if it cannot say
   */
  double[] memberProbabilities(FeatureMatrix features);

  /** Per row 1 if it is called a non-member (what an unlearned sample should be), else 0. */
  default double[] nonMemberVotes(FeatureMatrix features) {
    double[] votes = memberProbabilities(features);
    for (int i = 0; i < votes.length; i++) {
      if (!Double.isFinite(votes[i])) {
        throw new AttackException("the attacker's answer for row " + i + " is " + votes[i]);
      }
      votes[i] = votes[i] <= 0.5 ? 1 : 0;
    }
    return votes;
  }
}
