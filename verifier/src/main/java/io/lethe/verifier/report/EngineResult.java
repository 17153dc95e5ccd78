// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.verifier.gate.GateDecision;
import java.util.List;
import java.util.Map;

/**
 * What the engine found.
 *
 * @param decision every criterion
 * @param metrics every finite value by name
 * @param findings why it fails beyond the criteria
 */
public record EngineResult(
    GateDecision decision, Map<String, Double> metrics, List<String> findings) {

  /** Copies map and list. */
  public EngineResult {
    findings = List.copyOf(findings);
    metrics = Map.copyOf(metrics);
  }
}
