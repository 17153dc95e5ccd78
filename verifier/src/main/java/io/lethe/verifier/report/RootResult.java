// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.Verdict;
import io.lethe.verifier.gate.GateDecision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a root.
 *
 * @param metrics every finite value by name
 * @param criteria what became of its registrar's word; empty where there is none
 * @param findings why that cannot be true beyond the criteria
 * @param verdict PASS where there is no word, or it is shown; INCONCLUSIVE where nobody can tell
 * @param trainedWithout what the report says of that word; null where there is none, or it is
 *     refuted
 */
record RootResult(
    Map<String, Double> metrics,
    List<Criterion> criteria,
    List<String> findings,
    Verdict verdict,
    @Nullable String trainedWithout) {
  private static final String SHOWN = "shown of all of them, taken together";
  private static final String CLAIMED = "claimed, not shown";

  RootResult {
    metrics = Map.copyOf(metrics);
    criteria = List.copyOf(criteria);
    findings = List.copyOf(findings);
    requireNonNull(verdict, "verdict");
  }

  /** A root that is not measured. */
  static RootResult refused(String finding) {
    return new RootResult(Map.of(), List.of(), List.of(finding), Verdict.FAIL, null);
  }

  /** A root that was trained on everybody. */
  static RootResult onEverybody(Map<String, Double> metrics) {
    return new RootResult(metrics, List.of(), List.of(), Verdict.PASS, null);
  }

  /**
   * A root that was held against its registrar's word.
   *
   * @param findings why that cannot be true; any fails the root
   * @param tells whether the policy asks enough for a pass to show anything
   */
  static RootResult judged(
      Map<String, Double> metrics, GateDecision decision, List<String> findings, boolean tells) {
    Verdict verdict = findings.isEmpty() ? decision.verdict() : Verdict.FAIL;
    String word = verdict == Verdict.PASS && tells ? SHOWN : CLAIMED;
    return new RootResult(
        metrics, decision.criteria(), findings, verdict, verdict == Verdict.FAIL ? null : word);
  }
}
