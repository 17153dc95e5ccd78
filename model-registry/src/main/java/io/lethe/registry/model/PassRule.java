// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.GateOutcome;
import io.lethe.domain.policy.Measured;
import io.lethe.domain.policy.Requirement;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a signed report lets a candidate pass. The measuring is the verifier's; this is the
 * second pair of eyes: what the policy asks is asked again of every value, and a report that lacks
 * a criterion, has other limits or says something else than its values fails.
 *
 * @param outcome PASS where it may be promoted; INCONCLUSIVE where nothing is wrong, but the
 *     samples cannot tell
 * @param objections why it may not; empty where it may
 */
record PassRule(GateOutcome outcome, List<String> objections) {

  PassRule {
    objections = List.copyOf(objections);
  }

  /**
   * Holds a report against the policy in force.
   *
   * @param level that the set's verdicts so far leave
   * @param hasForgotten whether the champion has forgotten anybody, so that this has to be measured
   */
  static PassRule of(
      VerificationReport report, Gate gate, SharedLevel level, boolean hasForgotten) {
    if (report.getAlgorithm() == null) {
      return new PassRule(GateOutcome.FAIL, List.of("report names no algorithm"));
    }
    return held(
        report,
        gate.requirements(report.getAlgorithm()),
        new Judge(report.getCriteria(), level, mustHave(report, gate, hasForgotten)));
  }

  /**
   * Holds a baseline against the word of who registers the root.
   *
   * @param trainedWithoutSome whether he says that it was trained without some people
   * @return PASS where the report shows it, or there is nothing to show; INCONCLUSIVE where the
   *     samples cannot tell
   */
  static PassRule ofRoot(VerificationReport baseline, Gate gate, boolean trainedWithoutSome) {
    return held(
        baseline,
        trainedWithoutSome ? gate.requirementsOfRoot() : List.of(),
        new Judge(baseline.getCriteria(), SharedLevel.FIRST, mustHave(baseline, gate, false)));
  }

  private static PassRule held(
      VerificationReport report, List<Requirement> requirements, Judge judge) {
    requirements.forEach(judge::ask);
    judge.requireNothingElse();
    report.getFindings().forEach(finding -> judge.fails("finding: " + finding));
    GateOutcome found = judge.outcome();
    if (!report.getVerdict().name().equals(found.name())) {
      // A report may be stricter than its values, and is believed; it may not be laxer.
      GateOutcome said =
          report.getVerdict() == Verdict.INCONCLUSIVE && found == GateOutcome.PASS
              ? GateOutcome.INCONCLUSIVE
              : GateOutcome.FAIL;
      judge.objections.add(0, "verdict is " + report.getVerdict());
      return new PassRule(said, judge.objections);
    }
    return found == GateOutcome.PASS && !judge.tooLax.isEmpty()
        ? new PassRule(GateOutcome.INCONCLUSIVE, judge.tooLax)
        : new PassRule(found, judge.objections);
  }

  /**
   * Criteria that have to be measured, though there are reports in which they had nobody to ask:
   * what costs a training is left out only of what fails without it.
   */
  private static Set<GateCriterion> mustHave(
      VerificationReport report, Gate gate, boolean hasForgotten) {
    Set<GateCriterion> must = EnumSet.noneOf(GateCriterion.class);
    if (hasForgotten) {
      must.add(GateCriterion.EARLIER_MARGIN_RISE);
    }
    if (report.getVerdict() == Verdict.PASS) {
      must.add(GateCriterion.STAND_IN_MARGIN);
      must.add(GateCriterion.STAND_IN_DISTANCE);
      must.add(GateCriterion.RELEARNED_MARGIN);
      if (gate.weights().requireDerivation() && gate.weights().derivedShare() == 1) {
        must.add(GateCriterion.DERIVED_AGAIN);
      }
    }
    return must;
  }

  /** Gathers what speaks against a report. */
  private static final class Judge {
    private final List<Criterion> criteria;
    private final SharedLevel level;
    private final Set<GateCriterion> mustHave;
    private final List<String> objections = new ArrayList<>();

    /** What would do at the report's level and does not at the one that is left. */
    private final List<String> tooLax = new ArrayList<>();

    private int asked;

    /** How many of the objections fail it; they come first, for a message may be cut. */
    private int failures;

    Judge(List<Criterion> criteria, SharedLevel level, Set<GateCriterion> mustHave) {
      this.criteria = criteria;
      this.level = level;
      this.mustHave = mustHave;
    }

    GateOutcome outcome() {
      if (failures > 0) {
        return GateOutcome.FAIL;
      }
      return objections.isEmpty() ? GateOutcome.PASS : GateOutcome.INCONCLUSIVE;
    }

    void fails(String objection) {
      objections.add(failures++, objection);
    }

    void ask(Requirement requirement) {
      String name = requirement.criterion().label();
      List<Criterion> found =
          criteria.stream().filter(each -> each.getName().equals(name)).toList();
      asked += found.size();
      if (found.size() != 1) {
        fails(
            "criterion %s is there %d times; the policy asks for it once"
                .formatted(name, found.size()));
        return;
      }
      Criterion criterion = found.get(0);
      if (!isAbout(requirement, criterion)) {
        fails(
            "criterion %s is %s of %s to %s; the policy asks for %s of %s to %s"
                .formatted(
                    name,
                    criterion.getRule(),
                    criterion.getLowerLimit(),
                    criterion.getUpperLimit(),
                    requirement.rule(),
                    finiteOrNull(requirement.lower()),
                    finiteOrNull(requirement.upper())));
        return;
      }
      judge(requirement, criterion);
    }

    /**
     * What the policy does not ask has no say, and a report that brings it is not to be trusted.
     */
    void requireNothingElse() {
      if (asked < criteria.size()) {
        fails("%d criteria are none that the policy asks for".formatted(criteria.size() - asked));
      }
    }

    private void judge(Requirement requirement, Criterion criterion) {
      if (criterion.getVerdict() == CriterionVerdict.REPORTED
          && criterion.getN() == 0
          && mayHaveNobody(requirement.criterion())) {
        return;
      }
      if (!isInterval(criterion) || criterion.getLevel() < SharedLevel.FIRST.confidence()) {
        fails(
            "criterion %s has the interval %s to %s at level %s around %s"
                .formatted(
                    criterion.getName(),
                    criterion.getLow(),
                    criterion.getHigh(),
                    criterion.getLevel(),
                    criterion.getValue()));
        return;
      }
      requireLevel(requirement, criterion);
      GateOutcome outcome = requirement.judge(measured(criterion));
      boolean contradicted = !criterion.getVerdict().name().equals(outcome.name());
      if (outcome == GateOutcome.PASS && !contradicted) {
        return;
      }
      String objection =
          "criterion %s is %s%s: value %s (%s to %s), limits %s to %s%s"
              .formatted(
                  criterion.getName(),
                  outcome,
                  contradicted ? ", the report says " + criterion.getVerdict() : "",
                  criterion.getValue(),
                  criterion.getLow(),
                  criterion.getHigh(),
                  criterion.getLowerLimit(),
                  criterion.getUpperLimit(),
                  criterion.getNote() == null ? "" : "; " + criterion.getNote());
      if (contradicted || outcome == GateOutcome.FAIL) {
        fails(objection);
      } else {
        objections.add(objection);
      }
    }

    /** Another verdict about the set may have been given while this one was measured. */
    private void requireLevel(Requirement requirement, Criterion criterion) {
      if (criterion.getLevel() < requirement.confidence(level)) {
        tooLax.add(
            "criterion %s has an interval of level %s; after %d verdicts about the set level %s is left"
                .formatted(
                    criterion.getName(),
                    criterion.getLevel(),
                    level.judgedBefore(),
                    requirement.confidence(level)));
      }
    }

    private boolean mayHaveNobody(GateCriterion criterion) {
      return criterion.mayHaveNobody() && !mustHave.contains(criterion);
    }

    /** Both ends around the value, or none of them; at a stricter level than asked for at will. */
    private static boolean isInterval(Criterion criterion) {
      Measured found = measured(criterion);
      boolean none = Double.isNaN(found.low()) && Double.isNaN(found.high());
      return none
          || !found.isDefined()
          || (found.low() <= found.value() && found.value() <= found.high());
    }

    private static boolean isAbout(Requirement requirement, Criterion criterion) {
      return criterion.getRule().name().equals(requirement.rule().name())
          && Objects.equals(criterion.getLowerLimit(), finiteOrNull(requirement.lower()))
          && Objects.equals(criterion.getUpperLimit(), finiteOrNull(requirement.upper()));
    }

    private static Measured measured(Criterion criterion) {
      return new Measured(
          orNaN(criterion.getValue()), orNaN(criterion.getLow()), orNaN(criterion.getHigh()));
    }

    private static double orNaN(@Nullable Double value) {
      return value == null ? Double.NaN : value;
    }

    private static @Nullable Double finiteOrNull(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }
}
