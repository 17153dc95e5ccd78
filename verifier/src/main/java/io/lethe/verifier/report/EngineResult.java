// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static java.util.Objects.requireNonNull;

import io.lethe.verifier.gate.GateDecision;
import io.lethe.verifier.page.PageFigures;
import java.util.List;
import java.util.Map;

/**
 * What the engine found.
 *
 * @param decision every criterion
 * @param metrics every finite value by name
 * @param findings why it fails beyond the criteria
 * @param figures what the page shows besides
 */
public record EngineResult(
    GateDecision decision,
    Map<String, Double> metrics,
    List<String> findings,
    PageFigures figures) {

  /** Copies map and list; refuses missing parts. */
  public EngineResult {
    requireNonNull(decision, "decision");
    requireNonNull(figures, "figures");
    findings = List.copyOf(findings);
    metrics = Map.copyOf(metrics);
  }
}
