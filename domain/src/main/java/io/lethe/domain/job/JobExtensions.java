// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.job;

/** Keys in a job's extensions, which issuer and registry share. They are no part of its id. */
public final class JobExtensions {
  /**
   * Sequence of the last of the model's events that the issuer had followed when it ordered the
   * job, decimal. It tells without comparing clocks whether a job was ordered in knowledge of a
   * refusal.
   */
  public static final String AFTER_EVENT = "afterEvent";

  private JobExtensions() {}
}
