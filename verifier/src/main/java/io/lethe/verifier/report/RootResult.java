// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.Verdict;
import java.util.List;
import java.util.Map;

/**
 * What was found of a root.
 *
 * @param metrics every finite value by name
 * @param criteria what became of its registrar's word; empty where there is none
 * @param findings why that cannot be true beyond the criteria
 * @param verdict PASS where there is no word, or it is shown; INCONCLUSIVE where nobody can tell
 */
record RootResult(
    Map<String, Double> metrics, List<Criterion> criteria, List<String> findings, Verdict verdict) {

  RootResult {
    metrics = Map.copyOf(metrics);
    criteria = List.copyOf(criteria);
    findings = List.copyOf(findings);
    requireNonNull(verdict, "verdict");
  }

  /** A root that is not measured. */
  static RootResult refused(String finding) {
    return new RootResult(Map.of(), List.of(), List.of(finding), Verdict.FAIL);
  }
}
