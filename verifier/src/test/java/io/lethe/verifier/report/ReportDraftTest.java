// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.verifier.TestRecords;
import io.lethe.verifier.gate.GateDecision;
import io.lethe.verifier.page.MadeUp;
import io.lethe.verifier.view.JobLookup;
import io.lethe.verifier.view.Views;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportDraftTest {
  private static final String ROOT = digest("root");
  private static final UnlearningJob JOB =
      job(ROOT, digest("dataset"), "artifact:tree/x", ForgetSet.of(List.of(digest("s")), 3));

  @TempDir Path folder;

  @Test
  void shouldSignHowManySamplesWouldTell() {
    SigningKey key = SigningKey.loadOrCreate(folder.resolve("signing.key"));
    VerificationReport signed =
        ReportStatement.sign(report(measured(CriterionVerdict.INCONCLUSIVE)), key);

    assertThat(signed.getVerdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(signed.getSamplesAsked()).isEqualTo(430);
    ReportStatement.verify(signed, key.asTrusted());
    VerificationReport other = VerificationReport.newBuilder(signed).setSamplesAsked(431L).build();
    assertThatThrownBy(() -> ReportStatement.verify(other, key.asTrusted()))
        .isInstanceOf(SignatureInvalidException.class);
  }

  @Test
  void shouldAskForNoSamplesWhereSomethingIsWrong() {
    ReportDraft found = measured(CriterionVerdict.INCONCLUSIVE);
    found.found("the graph was changed");

    assertThat(report(found).getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(report(found).getSamplesAsked()).isNull();
    assertThat(report(measured(CriterionVerdict.PASS)).getSamplesAsked()).isNull();
  }

  private static VerificationReport report(ReportDraft draft) {
    return draft.unsigned(Instant.EPOCH, Instant.EPOCH);
  }

  private static ReportDraft measured(CriterionVerdict verdict) {
    ReportDraft draft = new ReportDraft(candidate(JOB, digest("candidate")).build());
    Views views = new Views();
    views.apply(
        TestRecords.registered(ROOT, digest("dataset"), "artifact:tree/x", ForgetSet.empty()));
    views.apply(JOB);
    draft.about((JobLookup.Known) views.lookup(JOB.getJobId()));
    draft.measured(
        new EngineResult(
            new GateDecision(MadeUp.criteria("sftc", verdict), OptionalLong.of(430)),
            Map.of(),
            List.of(),
            MadeUp.figures(3, 2, 0)));
    return draft;
  }
}
