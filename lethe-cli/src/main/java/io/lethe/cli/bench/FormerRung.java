// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.HyperParameter;
import io.lethe.domain.policy.Strategy;
import java.util.Map;

/** The demo's first rung as an outside review met it: SFTC with the paper's generator. */
public final class FormerRung {

  /** It marks its forgotten: right, but unsure. */
  public static final Strategy STRATEGY =
      new Strategy(
          Algorithm.SFTC.label(),
          Map.of(
              HyperParameter.LEARNING_RATE.label(), "0.002",
              HyperParameter.EPOCHS.label(), "3",
              HyperParameter.CONFUSION.label(), "0.1",
              HyperParameter.CONFUSION_ROUNDING.label(), "reference"));

  private FormerRung() {}
}
