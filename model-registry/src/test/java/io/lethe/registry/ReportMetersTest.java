// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.VerificationReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportMetersTest {
  private static final String GAP = "forget_accuracy_gap";
  private static final String DROP = "test_accuracy_drop_parent";

  private final Samples samples = new Samples();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ReportMeters meters = new ReportMeters(registry, samples.trustedKeys());

  @Test
  void shouldShowEachCriterionsValueBesideItsLimit() {
    follow(event(ModelEventType.PROMOTED, criterionOf(GAP, 0.02).build()));

    assertThat(criterion(ReportMeters.CRITERION_VALUE, GAP)).isEqualTo(0.02);
    assertThat(criterion(ReportMeters.CRITERION_LIMIT, GAP)).isEqualTo(0.05);
  }

  @Test
  void shouldShowTheLastReportAndNothingOfTheOneBefore() {
    follow(
        event(
            ModelEventType.REJECTED,
            criterionOf(GAP, 0.4).build(),
            criterionOf(DROP, 0.1).build()));
    follow(event(ModelEventType.PROMOTED, criterionOf(GAP, 0.02).build()));

    assertThat(criterion(ReportMeters.CRITERION_VALUE, GAP)).isEqualTo(0.02);
    assertThat(criterion(ReportMeters.CRITERION_VALUE, DROP)).isNaN();
    assertThat(criterion(ReportMeters.CRITERION_LIMIT, DROP)).isNaN();
  }

  @Test
  void shouldShowWhatCouldNotBeMeasuredAsNaN() {
    follow(event(ModelEventType.REJECTED, criterionOf(GAP, null).build()));

    assertThat(criterion(ReportMeters.CRITERION_VALUE, GAP)).isNaN();
    assertThat(criterion(ReportMeters.CRITERION_LIMIT, GAP)).isEqualTo(0.05);
  }

  @Test
  void shouldShowUtilityAndAttackAndWhenTheyWereMeasured() {
    follow(event(ModelEventType.PROMOTED, criterionOf(GAP, 0.02).build()));

    assertThat(measured("test_accuracy")).isEqualTo(0.8);
    assertThat(measured("js")).isEqualTo(0.2);
    assertThat(registry.find(ReportMeters.MEASURED.name()).tag("metric", "acc_dis").gauges())
        .isEmpty();
    assertThat(registry.get(ReportMeters.REPORT_TIME.name()).gauge().value())
        .isEqualTo((double) Samples.NOW.getEpochSecond());
  }

  @Test
  void shouldShowALowerLimitWhereThereIsNoUpperOne() {
    follow(
        event(
            ModelEventType.INCONCLUSIVE,
            criterionOf(GAP, 300.0).setUpperLimit(null).setLowerLimit(100.0).build()));

    assertThat(criterion(ReportMeters.CRITERION_LIMIT, GAP)).isEqualTo(100);
  }

  @Test
  void shouldOpenOnlyTheNewestReportOfALongHistory() {
    meters.followed(event(ModelEventType.REJECTED, criterionOf(DROP, 0.4).build()));
    meters.followed(event(ModelEventType.PROMOTED, criterionOf(GAP, 0.02).build()));
    meters.show();

    assertThat(registry.find(ReportMeters.CRITERION_VALUE.name()).gauges()).hasSize(1);
  }

  @Test
  void shouldShowNoCriterionThatNoTrustedKeySigned() {
    ReportMeters strangers = new ReportMeters(registry, new Samples().trustedKeys());
    strangers.followed(event(ModelEventType.PROMOTED, criterionOf(GAP, 0.02).build()));
    strangers.show();

    assertThat(registry.find(ReportMeters.CRITERION_VALUE.name()).gauges()).isEmpty();
  }

  private void follow(ModelEvent event) {
    meters.followed(event);
    meters.show();
  }

  private double criterion(MeterSpec meter, String name) {
    return registry
        .get(meter.name())
        .tag("model", Samples.MODEL)
        .tag("criterion", name)
        .gauge()
        .value();
  }

  private double measured(String name) {
    return registry.get(ReportMeters.MEASURED.name()).tag("metric", name).gauge().value();
  }

  private static Criterion.Builder criterionOf(String name, @Nullable Double value) {
    return Criterion.newBuilder()
        .setName(name)
        .setN(100)
        .setValue(value)
        .setUpperLimit(0.05)
        .setLevel(0.95)
        .setRule(CriterionRule.VALUE_WITHIN)
        .setVerdict(CriterionVerdict.PASS);
  }

  private ModelEvent event(ModelEventType type, Criterion... criteria) {
    String digest = Samples.digest("bytes");
    VerificationReport report =
        samples.sign(samples.report(Samples.rootJob("a"), digest).setCriteria(List.of(criteria)));
    return ModelEvent.newBuilder()
        .setType(type)
        .setModel(Samples.MODEL)
        .setSequence(2)
        .setOccurredAt(Samples.NOW)
        .setChampionEpoch(2)
        .setVersion(2L)
        .setDigest(digest)
        .setReport(report.getSignature())
        .setMetrics(Map.of("test_accuracy", 0.8, "js", 0.2, "acc_dis", 0.1))
        .build();
  }
}
