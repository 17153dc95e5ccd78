// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a signed report lets a candidate pass. The gate is the verifier's; this is the second
 * pair of eyes: a report that says PASS and contradicts itself fails, and so does any value that is
 * missing or not a number.
 */
final class PassRule {
  private PassRule() {}

  /** Why the report does not let its candidate pass; empty where it does. */
  static List<String> objections(VerificationReport report) {
    List<String> objections = new ArrayList<>();
    if (report.getVerdict() != Verdict.PASS) {
      objections.add("verdict is " + report.getVerdict());
    }
    boolean anyPassed = false;
    for (Criterion criterion : report.getCriteria()) {
      anyPassed |= criterion.getVerdict() == CriterionVerdict.PASS;
      if (criterion.getValue() == null || !Double.isFinite(criterion.getValue())) {
        objections.add(
            "criterion %s has no finite value (%s)"
                .formatted(criterion.getName(), criterion.getValue()));
      } else if (criterion.getVerdict() != CriterionVerdict.PASS
          && criterion.getVerdict() != CriterionVerdict.REPORTED) {
        objections.add(
            "criterion %s is %s: value %s, limit %s"
                .formatted(
                    criterion.getName(),
                    criterion.getVerdict(),
                    criterion.getValue(),
                    criterion.getLimit()));
      }
    }
    if (!anyPassed) {
      objections.add("no criterion passed; a report without evidence proves nothing");
    }
    report.getFindings().forEach(finding -> objections.add("finding: " + finding));
    return List.copyOf(objections);
  }
}
