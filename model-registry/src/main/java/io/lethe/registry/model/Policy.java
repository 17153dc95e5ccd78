// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.PolicyException;

/**
 * The policy in force.
 *
 * @param digest the SHA-256 of its text
 * @param json its text as it was registered, in canonical spelling; it may lack fields that are
 *     newer than the registration
 */
public record Policy(String digest, String json) {
  /** Checks both fields. */
  public Policy {
    RowRules.digest(digest, "policy digest");
    RowRules.text(json, "policy");
  }

  /**
   * The policy that a command gives.
   *
   * @throws PolicyException where the text is none
   */
  static Policy given(String text) {
    String json = ModelPolicy.canonical(text);
    return new Policy(ModelPolicy.digestOf(json), json);
  }
}
