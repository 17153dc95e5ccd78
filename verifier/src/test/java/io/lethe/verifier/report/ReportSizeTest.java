// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.TestRecords;
import io.lethe.verifier.gate.GateDecision;
import io.lethe.verifier.page.MadeUp;
import io.lethe.verifier.view.JobLookup;
import io.lethe.verifier.view.Views;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a record of verification.reports may weigh, whatever is in it. */
class ReportSizeTest {
  private static final int MOST_BYTES = 50_000;

  /** More names than {@link io.lethe.evaluation.metrics.MetricNames} has, all of them long. */
  private static final int MANY_METRICS = 80;

  /** What costs a training may not be measured, and says why. */
  private static final Set<GateCriterion> NOTED =
      Set.of(GateCriterion.DERIVED_AGAIN, GateCriterion.RELEARNED_MARGIN);

  private static final String ROOT = digest("root");
  private static final UnlearningJob JOB =
      job(ROOT, digest("dataset"), "artifact:tree/x", ForgetSet.of(List.of(digest("s")), 3));

  @TempDir Path folder;

  @Test
  void shouldStayBelow50KilobytesHoweverMuchWasMeasuredAndFound() {
    ReportDraft draft = new ReportDraft(candidate(JOB, digest("candidate")).build());
    draft.about(known());
    draft.measured(
        new EngineResult(
            new GateDecision(everyCriterionThereIs(), OptionalLong.empty()),
            IntStream.range(0, MANY_METRICS)
                .boxed()
                .collect(
                    Collectors.toMap(
                        i -> "a_name_that_is_longer_than_any_metric_" + i, i -> -i / 7.0e-9)),
            longFindings(),
            MadeUp.figures(10_000, 1000, 200)));

    VerificationReport report = draft.unsigned(Instant.EPOCH, Instant.EPOCH.plusMillis(12_345));

    assertThat(report.getFindings()).hasSize(12);
    assertThat(report.getFindings().get(11)).isEqualTo("and 4989 findings more; the page has them");
    assertThat(draft.findings()).hasSize(5000);
    assertThat(sizeOf(report)).isBetween(20_000, MOST_BYTES);
  }

  @Test
  void shouldStayBelow50KilobytesWhateverACandidateClaims() {
    String large = "\"\\\uD800\n日本".repeat(60_000);
    ReportDraft draft =
        new ReportDraft(
            candidate(JOB, large)
                .setJobId(large)
                .setModel(large)
                .setAlgorithm(large)
                .setParentDigest(large)
                .setDatasetDigest(large)
                .setForgetSetDigest(large)
                .setExcludedDigest(large)
                .setForgottenDigest(large)
                .setForgottenUri(large)
                .setCandidateUri(large)
                .build());
    longFindings().forEach(draft::found);

    assertThat(sizeOf(draft.unsigned(Instant.EPOCH, Instant.EPOCH))).isBetween(10_000, MOST_BYTES);
  }

  @Test
  void shouldRepeatAllThatAValidCandidateNames() {
    String longest = "m".repeat(128);
    ReportDraft draft =
        new ReportDraft(candidate(JOB, digest("candidate")).setModel(longest).build());

    VerificationReport report = draft.unsigned(Instant.EPOCH, Instant.EPOCH);

    assertThat(report.getModel()).isEqualTo(longest);
    assertThat(report.getCandidateUri()).isEqualTo("artifact:tree/" + digest("candidate"));
  }

  private static List<String> longFindings() {
    return IntStream.range(0, 5000).mapToObj(i -> i + " \"\\é\n".repeat(20_000)).toList();
  }

  private static List<Criterion> everyCriterionThereIs() {
    Criterion longest = MadeUp.criteria("sftc", CriterionVerdict.INCONCLUSIVE).get(0);
    return Arrays.stream(GateCriterion.values())
        .map(
            each ->
                Criterion.newBuilder(longest)
                    .setName(each.label())
                    .setNote(NOTED.contains(each) ? "\"\\".repeat(50_000) : null)
                    .build())
        .toList();
  }

  private static JobLookup.Known known() {
    Views views = new Views();
    views.apply(
        TestRecords.registered(ROOT, digest("dataset"), "artifact:tree/x", ForgetSet.empty()));
    views.apply(JOB);
    return (JobLookup.Known) views.lookup(JOB.getJobId());
  }

  private int sizeOf(VerificationReport report) {
    ArtifactRef page = ArtifactRef.blob(digest("page"));
    SigningKey key = SigningKey.loadOrCreate(folder.resolve("signing.key"));
    VerificationReport signed =
        ReportStatement.sign(
            VerificationReport.newBuilder(report)
                .setPageDigest(page.digest())
                .setPageUri(page.uri())
                .build(),
            key);
    ReportStatement.verify(signed, key.asTrusted());
    try (Serializer<VerificationReport> serializer =
        Topics.VERIFICATION_REPORTS
            .valueSerde(Map.of("schema.registry.url", "mock://report-size"))
            .serializer()) {
      return serializer.serialize(Topics.VERIFICATION_REPORTS.name(), signed).length;
    }
  }
}
