// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.verifier.gate.GateDecision;
import java.util.Map;

/**
 * What the engine found.
 *
 * @param decision every criterion
 * @param metrics every finite value by name
 */
public record EngineResult(GateDecision decision, Map<String, Double> metrics) {

  /** Refuses a missing decision, copies the metrics. */
  public EngineResult {
    metrics = Map.copyOf(metrics);
  }
}
