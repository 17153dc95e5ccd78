// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.verifier.VerifierMetrics.Outcome;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VerifierMetricsTest {
  private static final String DIGEST = TestRecords.digest("anything");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VerifierMetrics metrics = new VerifierMetrics(registry);

  @Test
  void shouldCallAReportThatPassedAPass() {
    metrics.reported("faces", report(Verdict.PASS, criterion(0.01, CriterionVerdict.PASS)).build());

    assertThat(reports(Outcome.PASS)).isEqualTo(1);
    assertThat(reports(Outcome.REFUSED)).isZero();
    assertThat(reports(Outcome.FAILED_CLOSED)).isZero();
  }

  @Test
  void shouldCallAMeasuredCriterionAboveItsLimitARefusal() {
    metrics.reported("faces", report(Verdict.FAIL, criterion(0.3, CriterionVerdict.FAIL)).build());

    assertThat(reports(Outcome.REFUSED)).isEqualTo(1);
    assertThat(reports(Outcome.FAILED_CLOSED)).isZero();
  }

  @Test
  void shouldCallACriterionThatCouldNotBeMeasuredFailingClosed() {
    metrics.reported("faces", report(Verdict.FAIL, criterion(null, CriterionVerdict.FAIL)).build());

    assertThat(reports(Outcome.FAILED_CLOSED)).isEqualTo(1);
    assertThat(reports(Outcome.REFUSED)).isZero();
  }

  @Test
  void shouldCallWeightsThatAreNotTheAlgorithmsFailingClosed() {
    Criterion otherBytes =
        Criterion.newBuilder(criterion(0.0, CriterionVerdict.FAIL))
            .setName(GateCriterion.DERIVED_AGAIN.label())
            .build();

    metrics.reported("faces", report(Verdict.FAIL, otherBytes).build());

    assertThat(reports(Outcome.FAILED_CLOSED)).isEqualTo(1);
    assertThat(reports(Outcome.REFUSED)).isZero();
  }

  @Test
  void shouldCallAFindingFailingClosed() {
    metrics.reported(
        "faces",
        report(Verdict.FAIL, criterion(0.01, CriterionVerdict.PASS))
            .setFindings(List.of("the graph differs"))
            .build());

    assertThat(reports(Outcome.FAILED_CLOSED)).isEqualTo(1);
  }

  @Test
  void shouldCallAReportWithoutCriteriaFailingClosed() {
    metrics.reported("faces", report(Verdict.FAIL).build());

    assertThat(reports(Outcome.FAILED_CLOSED)).isEqualTo(1);
  }

  @Test
  void shouldCountWhatCannotBeToldApart() {
    metrics.reported(
        "faces",
        report(Verdict.INCONCLUSIVE, criterion(0.1, CriterionVerdict.INCONCLUSIVE)).build());

    assertThat(reports(Outcome.INCONCLUSIVE)).isEqualTo(1);
    assertThat(reports(Outcome.FAILED_CLOSED)).isZero();
  }

  @Test
  void shouldCountTheCriteriaThatSaidNo() {
    metrics.reported("faces", report(Verdict.PASS, criterion(0.01, CriterionVerdict.PASS)).build());
    assertThat(failedCriteria()).isZero();

    metrics.reported("faces", report(Verdict.FAIL, criterion(0.3, CriterionVerdict.FAIL)).build());
    metrics.reported(
        "faces", report(Verdict.FAIL, criterion(0.3, CriterionVerdict.UNKNOWN)).build());
    assertThat(failedCriteria()).isEqualTo(2);
  }

  @Test
  void shouldCountAKnownModelsReportsFromZero() {
    metrics.knows("faces");

    assertThat(reports(Outcome.FAILED_CLOSED)).isZero();
  }

  @Test
  void shouldTimeVerifications() {
    metrics.reported("faces", report(Verdict.FAIL).build());

    assertThat(
            registry
                .get(VerifierMetrics.VERIFICATION_TIME.name())
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(1500);
  }

  @Test
  void shouldPutNoDigestIntoATag() {
    metrics.reported("faces", report(Verdict.FAIL, criterion(0.3, CriterionVerdict.FAIL)).build());

    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getValue)
        .isNotEmpty()
        .doesNotContain(DIGEST);
  }

  private double reports(Outcome outcome) {
    return registry
        .get(VerifierMetrics.REPORTS.name())
        .tag("model", "faces")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }

  private double failedCriteria() {
    return registry
        .get(VerifierMetrics.FAILED_CRITERIA.name())
        .tag("criterion", GateCriterion.FORGET_MARGIN.label())
        .counter()
        .count();
  }

  private static Criterion criterion(Double value, CriterionVerdict verdict) {
    return Criterion.newBuilder()
        .setName(GateCriterion.FORGET_MARGIN.label())
        .setN(100)
        .setValue(value)
        .setUpperLimit(0.05)
        .setLevel(0.95)
        .setRule(CriterionRule.VALUE_WITHIN)
        .setVerdict(verdict)
        .build();
  }

  private static VerificationReport.Builder report(Verdict verdict, Criterion... criteria) {
    return VerificationReport.newBuilder()
        .setKind(ReportKind.CANDIDATE)
        .setJobId(DIGEST)
        .setModel("faces")
        .setAttempt(1)
        .setParentDigest(DIGEST)
        .setChampionEpoch(1)
        .setDatasetDigest(DIGEST)
        .setForgetSetDigest(DIGEST)
        .setExcludedDigest(DIGEST)
        .setForgottenDigest(DIGEST)
        .setForgottenUri("artifact:blob/" + DIGEST)
        .setRootDigest(DIGEST)
        .setCandidateDigest(DIGEST)
        .setCandidateUri("artifact:tree/" + DIGEST)
        .setPolicyDigest(DIGEST)
        .setVerdict(verdict)
        .setCriteria(List.of(criteria))
        .setVerifiedAt(Instant.EPOCH)
        .setDurationMillis(1500)
        .setKeyId("key")
        .setSignature("signature");
  }
}
