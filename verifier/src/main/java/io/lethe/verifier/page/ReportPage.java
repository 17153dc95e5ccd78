// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.evaluation.measure.Detail;
import io.lethe.evaluation.metrics.Histogram;
import io.lethe.evaluation.metrics.WeightedSample;
import io.lethe.evaluation.page.Numbers;
import io.lethe.evaluation.page.OutlineChart;
import io.lethe.evaluation.page.PageTemplate;
import io.lethe.evaluation.page.Svg;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.VerificationReport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One HTML page that needs nothing else, of one report: the verdict in words, what was verified,
 * every criterion, and what the report's record has no room for. It follows from the report and the
 * figures alone: equal ones give equal bytes. Below 300 kB, however many people and classes there
 * are. No person is named in it.
 *
 * <p>Why: docs/decisions/0026-a-report-has-a-page.md.
 */
public final class ReportPage {
  private static final int MOST_FINDINGS = 60;
  private static final int FINDING_BYTES = 400;
  private static final double FURTHEST = 4;
  private static final int BINS = 32;

  private final VerificationReport report;
  private final Optional<PageFigures> figures;
  private final List<String> findings;

  private ReportPage(
      VerificationReport report, Optional<PageFigures> figures, List<String> findings) {
    this.report = report;
    this.figures = figures;
    this.findings = findings;
  }

  /**
   * Makes the page.
   *
   * @param report not yet signed, for the signature covers the page's digest
   * @param figures what was measured; empty where a finding came before measuring
   * @param findings all of them; the report's record has the first ones
   * @return UTF-8
   */
  public static byte[] render(
      VerificationReport report, Optional<PageFigures> figures, List<String> findings) {
    return new ReportPage(report, figures, findings).html().getBytes(StandardCharsets.UTF_8);
  }

  private String html() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", Svg.escape("Verification of " + report.getModel()));
    parts.put("verdict", verdict());
    parts.put("about", about());
    parts.put("findings", findings());
    parts.put("criteria", criteria());
    parts.put("margins", figures.map(known -> margins(known.detail())).orElse(""));
    parts.put("people", figures.map(known -> people(known.detail())).orElse(""));
    parts.put("classes", figures.map(known -> classes(known.detail())).orElse(""));
    parts.put("earlier", figures.map(known -> earlier(known.earlierSets())).orElse(""));
    return PageTemplate.of(ReportPage.class, "report-page.html").fill(parts);
  }

  private String verdict() {
    String words =
        switch (report.getVerdict()) {
          case PASS ->
              "The candidate showed all that the policy asks. It may serve, once the registry has"
                  + " judged the same figures again.";
          case FAIL ->
              findings.isEmpty()
                  ? "The candidate missed what the policy asks and must not serve."
                  : "The candidate must not serve: something is wrong with it beyond its figures, or"
                      + " it could not be verified.";
          case INCONCLUSIVE ->
              "Nothing is wrong with the candidate, but these samples cannot tell whether it has"
                  + " forgotten. It must not serve; "
                  + moreSamples();
          case UNKNOWN -> "The verdict is unknown; the candidate must not serve.";
        };
    return "<p class=\"verdict %s\"><strong>%s</strong> %s</p><p class=\"note\">%s</p>"
        .formatted(
            style(report.getVerdict().name()),
            report.getVerdict(),
            words,
            report.getCriteria().isEmpty() ? "Nothing was measured." : counts());
  }

  private String moreSamples() {
    return report.getSamplesAsked() == null
        ? "nothing says how many samples would settle it, but a retraining can still be shown."
        : "some "
            + Numbers.count(report.getSamplesAsked())
            + " samples of such people should settle it, and a retraining can be shown of these.";
  }

  private String counts() {
    return "Of %d criteria %d passed, %d failed, %d could not be told, %d had nothing to ask."
        .formatted(
            report.getCriteria().size(),
            count(CriterionVerdict.PASS),
            count(CriterionVerdict.FAIL),
            count(CriterionVerdict.INCONCLUSIVE),
            count(CriterionVerdict.REPORTED));
  }

  private long count(CriterionVerdict verdict) {
    return report.getCriteria().stream().filter(each -> each.getVerdict() == verdict).count();
  }

  private String about() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("model", report.getModel());
    facts.put("algorithm", orDash(report.getAlgorithm()) + ", attempt " + report.getAttempt());
    facts.put("verified", report.getVerifiedAt() + ", in " + seconds() + " s");
    facts.put("candidate", orDash(report.getCandidateDigest()));
    facts.put("parent", report.getParentDigest());
    facts.put("root", orDash(report.getRootDigest()));
    facts.put("policy", orDash(report.getPolicyDigest()));
    facts.put("forget set", report.getForgetSetDigest());
    facts.put("dataset", report.getDatasetDigest());
    facts.put("job", orDash(report.getJobId()));
    StringBuilder html = new StringBuilder("<dl>");
    facts.forEach(
        (name, value) ->
            html.append("<dt>")
                .append(name)
                .append("</dt><dd>")
                .append(Svg.escape(value))
                .append("</dd>"));
    return html.append("</dl>").toString();
  }

  private String seconds() {
    return String.format(Locale.ROOT, "%.1f", report.getDurationMillis() / 1000.0);
  }

  private String findings() {
    if (findings.isEmpty()) {
      return "";
    }
    StringBuilder list = new StringBuilder("<ul>");
    findings.stream()
        .limit(MOST_FINDINGS)
        .forEach(
            finding ->
                list.append("<li>")
                    .append(Svg.escape(BoundedText.of(finding, FINDING_BYTES)))
                    .append("</li>"));
    list.append("</ul>");
    if (findings.size() > MOST_FINDINGS) {
      list.append(
          "<p class=\"note\">%d more are left out.</p>".formatted(findings.size() - MOST_FINDINGS));
    }
    return section("Findings: why it fails whatever was measured", list.toString());
  }

  private String criteria() {
    if (report.getCriteria().isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder(
            "<p class=\"note\">The shaded band is what the policy allows. A dot is a value, its line"
                + " its interval, in which the samples of one person count as one draw. The"
                + " parent, which has not forgotten, is shown where it is a control.</p>");
    report.getCriteria().forEach(each -> html.append(criterion(each)));
    return section("What the policy asks", html.toString());
  }

  private static String criterion(Criterion criterion) {
    return """
        <article><h3>%s</h3><p><span class="%s">%s</span> <code>%s</code></p>%s
        <p class="note">%s %s</p></article>
        """
        .formatted(
            Svg.escape(CriterionWords.title(criterion)),
            style(criterion.getVerdict().name()),
            CriterionWords.outcome(criterion),
            Svg.escape(criterion.getName()),
            CriterionBar.draw(criterion),
            Svg.escape(CriterionWords.rule(criterion)),
            Svg.escape(CriterionWords.behind(criterion)));
  }

  private static String margins(Detail detail) {
    List<Histogram> all =
        List.of(
            histogram(detail.before().forget()),
            histogram(detail.before().unseen()),
            histogram(detail.after().forget()),
            histogram(detail.after().unseen()));
    double peak = all.stream().mapToDouble(Histogram::peak).max().orElse(0);
    double top = Math.max(0.1, Math.ceil(peak * 10) / 10);
    return section(
        "Does the model still know the forget set?",
        "<div class=\"pair\">"
            + chart("before, parent").draw(all.get(0), all.get(1), top)
            + chart("after, candidate").draw(all.get(2), all.get(3), top)
            + "</div><p class=\"note\">How far a model is for a sample's true class, standardised"
            + " class by class over samples that no training ever saw: those lie around 0. A model"
            + " that has forgotten gives the forget set the outline of samples never seen. What"
            + " lies beyond an end is counted there.</p>");
  }

  private static Histogram histogram(WeightedSample margins) {
    return Histogram.between(-FURTHEST, FURTHEST, BINS, margins.values(), margins.weights());
  }

  private static OutlineChart chart(String title) {
    return new OutlineChart(
        title,
        "standardised margin",
        value ->
            value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value));
  }

  private static String people(Detail detail) {
    return section(
        "Person by person",
        "<p class=\"note\">"
            + Numbers.count(detail.people().size())
            + " people of the forget set, by the mean standardised margin of their samples: 0 is"
            + " what samples never seen have, above it the model still knows somebody, below it it"
            + " shuns them. People have no names here; their order follows from the figures"
            + " alone.</p>"
            + PeopleSection.of(detail.people()));
  }

  private static String classes(Detail detail) {
    return section(
        "Class by class",
        "<p class=\"note\">Accuracy on the test split; the change in points.</p>"
            + ClassSection.of(detail.classes()));
  }

  private String earlier(int sets) {
    String worst =
        report.getCriteria().stream()
            .filter(each -> each.getName().equals(GateCriterion.EARLIER_MARGIN_RISE.label()))
            .map(
                each ->
                    " (%s samples) were measured again. Of the one that rose most surely, or all of them together, the figure is %s; asked is %s."
                        .formatted(
                            Numbers.count(each.getN()),
                            CriterionWords.measured(
                                each, each.getValue(), each.getLow(), each.getHigh()),
                            CriterionWords.limits(each)))
            .findFirst()
            .orElse(" are there; the policy does not ask about them.");
    return section(
        "What was forgotten before",
        sets == 0
            ? "<p>This lineage had forgotten nobody before.</p>"
            : "<p>Sets that the lineage forgot before: " + Numbers.count(sets) + worst + "</p>");
  }

  private static String section(String heading, String body) {
    return "<section><h2>" + heading + "</h2>" + body + "</section>\n";
  }

  private static String style(String verdict) {
    return switch (verdict) {
      case "PASS" -> "good";
      case "FAIL" -> "bad";
      case "INCONCLUSIVE" -> "unsure";
      default -> "note";
    };
  }

  private static String orDash(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
