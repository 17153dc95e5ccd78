// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.verifier.TestRecords;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

class ReportPageTest {

  static {
    GeneratedClasses.trust();
  }

  private static final PageFigures SOME = MadeUp.figures(24, 10, 3);

  @ParameterizedTest
  @EnumSource(value = Verdict.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void shouldSayTheVerdictInWordsAndShowEveryCriterionOnce(Verdict verdict) {
    VerificationReport report = report(verdict).build();

    String page = page(report, SOME, List.of());

    assertThat(page)
        .contains("<strong>" + verdict + "</strong>")
        .contains(
            switch (verdict) {
              case PASS -> "showed all that the policy asks";
              case FAIL -> "missed what the policy asks";
              default -> "cannot tell whether it has forgotten";
            });
    assertThat(report.getCriteria()).hasSize(17);
    for (Criterion criterion : report.getCriteria()) {
      assertThat(page.split("<code>" + criterion.getName() + "</code>", -1))
          .as(criterion.getName())
          .hasSize(2);
    }
    assertThat(page.split("<article>", -1)).hasSize(18);
    assertThat(page.split(">" + outcome(verdict) + "</span>", -1)).hasSize(18);
  }

  @Test
  void shouldSayWhetherMoreSamplesWouldSettleIt() {
    assertThat(page(report(Verdict.INCONCLUSIVE).build(), SOME, List.of()))
        .contains("nothing says how many samples would settle it");
    assertThat(page(report(Verdict.INCONCLUSIVE).setSamplesAsked(1430L).build(), SOME, List.of()))
        .contains("some 1,430 samples of such people should settle it");
  }

  /** A note may repeat what a worker claims of its machine. */
  @Test
  void shouldShowWhyACriterionWasNotAskedAndTheIntervalsLevel() {
    Criterion noted =
        Criterion.newBuilder(MadeUp.criteria("retrain", CriterionVerdict.REPORTED).get(5))
            .setN(0)
            .setNote("made with processor <script>, here another")
            .build();
    Criterion later =
        Criterion.newBuilder(MadeUp.criteria("sftc", CriterionVerdict.PASS).get(1))
            .setLevel(0.9875)
            .build();

    String page =
        page(report(Verdict.PASS).setCriteria(List.of(noted, later)).build(), SOME, List.of());

    assertThat(page)
        .contains("derived_again", "Note: made with processor &lt;script&gt;, here another")
        .contains(">Not judged</span>", "The whole 98.75 % interval must be");
  }

  @Test
  void shouldTellWhoAndWhatAndWhen() {
    VerificationReport report = report(Verdict.PASS).build();

    assertThat(page(report, SOME, List.of()))
        .contains(
            report.getModel(),
            report.getJobId(),
            report.getCandidateDigest(),
            report.getParentDigest(),
            report.getPolicyDigest(),
            "sftc, attempt 2",
            "2026-11-29T10:00:00.123Z, in 12.3 s",
            "24 people of the forget set",
            "Sets that the lineage forgot before: 3 (12,345 samples)");
  }

  @Test
  void shouldNeedNothingFromElsewhere() {
    assertThat(page(report(Verdict.PASS).build(), SOME, List.of()))
        .doesNotContain("${", "src=", "href=", "@import", "url(", "<script")
        .contains("default-src 'none'");
  }

  @Test
  void shouldEscapeWhatComesFromOutside() {
    VerificationReport report =
        report(Verdict.FAIL)
            .setModel("<script>alert(1)</script> ${findings}")
            .setAlgorithm("\"><img onerror=x>")
            .build();

    String page = page(report, SOME, List.of("<b>\u202Ereversed</b>", "file '" + '\0' + "'"));

    assertThat(page)
        .doesNotContain("<script", "<img", "<b>", "\u202E", "\0")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; ${findings}")
        .contains("<li>&lt;b&gt;?reversed&lt;/b&gt;</li>", "<li>file &#39; &#39;</li>");
  }

  @Test
  void shouldShowAFindingThatCameBeforeMeasuring() {
    VerificationReport report = report(Verdict.FAIL).setCriteria(List.of()).build();

    String page =
        new String(
            ReportPage.render(report, Optional.empty(), List.of("the graph differs")),
            StandardCharsets.UTF_8);

    assertThat(page)
        .contains("Nothing was measured", "<li>the graph differs</li>")
        .contains("something is wrong with it beyond its figures")
        .doesNotContain("<svg", "Person by person");
  }

  @Test
  void shouldSayWhatCouldNotBeMeasuredAndWhatThereWasNobodyFor() {
    List<Criterion> criteria = MadeUp.criteria("sftc", CriterionVerdict.PASS);
    Criterion unmeasured =
        Criterion.newBuilder(criteria.get(0))
            .setValue(null)
            .setLow(null)
            .setHigh(null)
            .setVerdict(CriterionVerdict.FAIL)
            .build();
    Criterion unasked =
        Criterion.newBuilder(criteria.get(4)).setVerdict(CriterionVerdict.REPORTED).build();

    assertThat(
            page(
                report(Verdict.FAIL).setCriteria(List.of(unmeasured, unasked)).build(),
                SOME,
                List.of()))
        .contains("Failed: it could not be measured", "Not judged: there is nothing to ask it of");
  }

  @Test
  void shouldDrawWellFormedPicturesThatHaveATitleAndADescription() throws Exception {
    String page = page(report(Verdict.INCONCLUSIVE).build(), SOME, List.of());
    Matcher pictures = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
    int count = 0;
    while (pictures.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pictures.group())));
      assertThat(pictures.group())
          .contains("<title>", "<desc>", "aria-label=")
          .doesNotContain("NaN");
      count++;
    }

    assertThat(count).isEqualTo(17 + 2 + 1);
  }

  @Test
  void shouldDrawFiguresThatAreNoNumbersOrAllTheSame() {
    PageFigures broken = MadeUp.figures(0, 2, 0);
    Criterion flat =
        Criterion.newBuilder(MadeUp.criteria("sftc", CriterionVerdict.PASS).get(0))
            .setValue(0.0)
            .setLow(0.0)
            .setHigh(0.0)
            .setLowerLimit(0.0)
            .setUpperLimit(0.0)
            .setControlValue(null)
            .build();

    String page = page(report(Verdict.FAIL).setCriteria(List.of(flat)).build(), broken, List.of());

    assertThat(page)
        .doesNotContain("NaN", "Infinity")
        .contains("This lineage had forgotten nobody");
  }

  @Test
  void shouldBeTheSameForTheSameMeasurements() {
    VerificationReport report = report(Verdict.PASS).build();

    assertThat(ReportPage.render(report, Optional.of(MadeUp.figures(300, 40, 3)), List.of()))
        .isEqualTo(ReportPage.render(report, Optional.of(MadeUp.figures(300, 40, 3)), List.of()));
  }

  @Test
  void shouldStayBelow300KilobytesHoweverMuchThereIs() {
    List<String> findings =
        IntStream.range(0, 5000).mapToObj(i -> i + "\"'<&".repeat(10_000)).toList();

    byte[] page =
        ReportPage.render(
            report(Verdict.FAIL).build(), Optional.of(MadeUp.figures(10_000, 1000, 200)), findings);

    assertThat(page.length).isBetween(50_000, 300_000);
    String text = new String(page, StandardCharsets.UTF_8);
    assertThat(text)
        .contains("10,000 people", "The 100 classes that lost most, of 1,000", "4940 more");
    assertThat(text.split("<tr>", -1).length).isLessThan(200);
  }

  @Test
  void shouldShowManyPeopleByQuantilesAndFewOneByOne() {
    VerificationReport report = report(Verdict.PASS).build();

    assertThat(page(report, MadeUp.figures(100, 2, 0), List.of())).contains("by figure");
    assertThat(page(report, MadeUp.figures(101, 2, 0), List.of()))
        .contains("share of people below</th>")
        .doesNotContain("by figure");
  }

  private static String outcome(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "Passed";
      case FAIL -> "Failed";
      default -> "These samples cannot tell";
    };
  }

  private static String page(
      VerificationReport report, PageFigures figures, List<String> findings) {
    return new String(
        ReportPage.render(report, Optional.of(figures), findings), StandardCharsets.UTF_8);
  }

  private static VerificationReport.Builder report(Verdict verdict) {
    List<String> digests =
        IntStream.range(0, 10)
            .mapToObj(i -> TestRecords.digest("digest " + i))
            .collect(Collectors.toList());
    return VerificationReport.newBuilder()
        .setKind(ReportKind.CANDIDATE)
        .setJobId(digests.get(0))
        .setModel("faces")
        .setAttempt(2)
        .setParentDigest(digests.get(1))
        .setChampionEpoch(7)
        .setDatasetDigest(digests.get(2))
        .setForgetSetDigest(digests.get(3))
        .setExcludedDigest(digests.get(4))
        .setForgottenDigest(digests.get(5))
        .setForgottenUri("artifact:blob/" + digests.get(5))
        .setRootDigest(digests.get(6))
        .setCandidateDigest(digests.get(7))
        .setCandidateUri("artifact:tree/" + digests.get(7))
        .setAlgorithm("sftc")
        .setPolicyDigest(digests.get(8))
        .setVerdict(verdict)
        .setCriteria(MadeUp.criteria("sftc", CriterionVerdict.valueOf(verdict.name())))
        .setVerifiedAt(Instant.parse("2026-11-29T10:00:00.123Z"))
        .setDurationMillis(12_345)
        .setKeyId("")
        .setSignature("");
  }
}
