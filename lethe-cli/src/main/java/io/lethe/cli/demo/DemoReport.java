// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.evaluation.metrics.Histogram;
import io.lethe.evaluation.page.Numbers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the demo measured, as the table, the page and the JSON file tell it. Fractions are in [0,
 * 1], durations in milliseconds.
 *
 * @param setting what was trained on what
 * @param groups accuracy per group of samples
 * @param attacks how well attackers recognise the forgotten
 * @param confidence confidence in the true class
 * @param waves one per wave of deletions, in order
 * @param refusal the untouched original, offered as a candidate
 * @param lineage every version, the root first
 * @param phaseMillis duration of each phase by its name, in order
 */
record DemoReport(
    Setting setting,
    List<GroupAccuracy> groups,
    List<AttackRate> attacks,
    Confidence confidence,
    List<Wave> waves,
    Refusal refusal,
    List<Version> lineage,
    Map<String, Long> phaseMillis) {

  DemoReport {
    groups = List.copyOf(groups);
    attacks = List.copyOf(attacks);
    waves = List.copyOf(waves);
    lineage = List.copyOf(lineage);
    phaseMillis = new LinkedHashMap<>(phaseMillis);
    if (lineage.isEmpty()) {
      throw new IllegalArgumentException("a lineage has at least its root");
    }
  }

  /** What was trained on what. */
  record Setting(
      String model, String dataset, String architecture, int trainSamples, int testSamples) {}

  /**
   * Accuracy of one group of samples.
   *
   * @param before of the original
   * @param after of the version served at the end
   */
  record GroupAccuracy(String name, int samples, double before, double after) {}

  /**
   * An attacker's true-negative rate: the share of samples it takes for never seen. A model that
   * has forgotten gives the same rate for the forgotten as for the never seen.
   */
  record AttackRate(
      String attacker,
      double forgottenBefore,
      double unseenBefore,
      double forgottenAfter,
      double unseenAfter) {}

  /**
   * Confidence in the true class: of the original and of the version served at the end.
   *
   * @param apartBefore of the original, total variation between forgotten and unseen
   * @param apartAfter the same of the version served at the end
   */
  record Confidence(
      Histogram forgottenBefore,
      Histogram unseenBefore,
      Histogram forgottenAfter,
      Histogram unseenAfter,
      double apartBefore,
      double apartAfter) {

    static Confidence of(
        Histogram forgottenBefore,
        Histogram unseenBefore,
        Histogram forgottenAfter,
        Histogram unseenAfter) {
      return new Confidence(
          forgottenBefore,
          unseenBefore,
          forgottenAfter,
          unseenAfter,
          forgottenBefore.distanceTo(unseenBefore),
          forgottenAfter.distanceTo(unseenAfter));
    }

    /** The largest share in any of them. */
    double peak() {
      return Stream.of(forgottenBefore, unseenBefore, forgottenAfter, unseenAfter)
          .mapToDouble(Histogram::peak)
          .max()
          .orElseThrow();
    }
  }

  /**
   * One wave of deletions.
   *
   * @param attempts rungs of the strategy ladder that were needed
   * @param accuracyBefore on the wave's samples, of the version before the wave
   * @param accuracyAfter on the wave's samples, of the version that the wave led to
   * @param accuracyAtEnd on the wave's samples, of the version served at the end
   * @param overheadMillis from the last deletion event to promotion, without training and
   *     verification
   * @param confidence in the true class, on the wave's samples and on unseen ones of its class mix
   * @param marksBefore how the original marks the wave's samples, by the names of {@code lethe
   *     evaluate}
   * @param marksAfter the same of the version served at the end
   */
  record Wave(
      int number,
      int requests,
      int subjects,
      int samples,
      int attempts,
      String algorithm,
      long version,
      String digest,
      double accuracyBefore,
      double accuracyAfter,
      double accuracyAtEnd,
      List<CriterionResult> criteria,
      long totalMillis,
      long unlearnMillis,
      long verifyMillis,
      long overheadMillis,
      Confidence confidence,
      Map<String, Double> marksBefore,
      Map<String, Double> marksAfter) {
    Wave {
      criteria = List.copyOf(criteria);
      marksBefore = new TreeMap<>(marksBefore);
      marksAfter = new TreeMap<>(marksAfter);
    }
  }

  /**
   * One criterion of the gate; null where there is no such number.
   *
   * @param limit the upper limit, or the lower one where there is no upper
   * @param control the parent's value
   */
  record CriterionResult(
      String name,
      long samples,
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double limit,
      @Nullable Double lowerLimit,
      @Nullable Double upperLimit,
      String rule,
      @Nullable Double control,
      String verdict) {}

  /**
   * What the verifier said to the untouched original.
   *
   * @param failed criteria that were not met, or not shown to be
   */
  record Refusal(String verdict, List<CriterionResult> failed, List<String> findings) {
    Refusal {
      failed = List.copyOf(failed);
      findings = List.copyOf(findings);
    }

    /**
     * Whether measuring it led to the refusal; a verification that broke shows nothing. That it has
     * kept all that the original shows follows from its bytes, so another criterion has to say no.
     */
    boolean refused() {
      return !verdict.equals("PASS")
          && (cannotTell() || failed.stream().anyMatch(each -> !isKept(each)));
    }

    /** Whether the original shows nothing that could be lost. */
    boolean cannotTell() {
      return failed.stream().anyMatch(each -> isKept(each) && each.low() == null);
    }

    private static boolean isKept(CriterionResult criterion) {
      return criterion.name().equals(GateCriterion.FORGET_MARGIN_KEPT.label());
    }

    /** What became of it, in a word or two. */
    String heading() {
      if (cannotTell()) {
        return "CANNOT TELL it from a model that has forgotten, so nothing like it is promoted";
      }
      return refused() ? "REFUSED" : "NOT REFUSED";
    }

    private static String reason(CriterionResult failure) {
      String interval =
          failure.low() == null
              ? ""
              : Numbers.signedOrDash(failure.low())
                  + " to "
                  + Numbers.signedOrDash(failure.high())
                  + ", ";
      return failure.name()
          + " "
          + Numbers.signedOrDash(failure.value())
          + " ("
          + interval
          + "limit "
          + Numbers.signedOrDash(failure.limit())
          + ")";
    }

    /** Why, in one line. */
    String reasons() {
      String criteria = failed.stream().map(Refusal::reason).collect(Collectors.joining(", "));
      String others = String.join(", ", findings);
      return criteria.isEmpty() ? others : others.isEmpty() ? criteria : criteria + ", " + others;
    }
  }

  /** A version of the lineage. */
  record Version(long number, String digest, String how, int forgottenSamples) {}

  /** The version that is served. */
  Version served() {
    return lineage.get(lineage.size() - 1);
  }

  int requests() {
    return waves.stream().mapToInt(Wave::requests).sum();
  }

  int subjects() {
    return waves.stream().mapToInt(Wave::subjects).sum();
  }

  int samples() {
    return waves.stream().mapToInt(Wave::samples).sum();
  }
}
