// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.console.Console;
import io.lethe.evaluation.page.HtmlTable;
import io.lethe.evaluation.page.Numbers;
import io.lethe.evaluation.page.OutlineChart;
import io.lethe.evaluation.page.PageTemplate;
import io.lethe.evaluation.page.Svg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The demo's result as one HTML file that needs nothing else. */
final class DemoPage {
  private static final String TEMPLATE = "/demo-page.html";

  private final DemoReport report;

  private DemoPage(DemoReport report) {
    this.report = report;
  }

  /** Writes the page, over an older one. */
  static void write(DemoReport report, Path file) throws IOException {
    Files.writeString(file, new DemoPage(report).render(), StandardCharsets.UTF_8);
  }

  private String render() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        "title", "Lethe: a model that forgot " + Numbers.count(report.subjects()) + " people");
    parts.put("lead", lead());
    parts.put(
        "accuracyChart",
        AccuracyChart.draw(
            report.groups().stream()
                .map(g -> new AccuracyChart.Group(g.name(), g.before(), g.after()))
                .toList()));
    parts.put("accuracyNote", accuracyNote());
    parts.put("confidence", confidence());
    parts.put("confidenceNote", confidenceNote());
    parts.put("wavesTable", waves());
    parts.put("criteriaTable", criteria());
    parts.put("refusal", refusal());
    parts.put("lineage", lineage());
    parts.put("timesTable", times());
    return PageTemplate.of(DemoPage.class, TEMPLATE).fill(parts);
  }

  private String lead() {
    DemoReport.Setting setting = report.setting();
    return Svg.escape(
        String.format(
            Locale.ROOT,
            "%s on %s (%,d train and %,d test images). %,d deletion requests went in;"
                + " version %d, which has forgotten %,d samples, was verified and is served.",
            setting.architecture(),
            setting.dataset(),
            setting.trainSamples(),
            setting.testSamples(),
            report.requests(),
            report.served().number(),
            report.served().forgottenSamples()));
  }

  private String accuracyNote() {
    return "A model that has forgotten does no better on the forgotten people's samples than on"
        + " samples of the same classes it never saw, and keeps its accuracy on all others.";
  }

  private String confidenceNote() {
    HtmlTable marks = new HtmlTable(DemoTable.markHeads(report));
    report.waves().forEach(wave -> marks.row(DemoTable.markCells(wave)));
    HtmlTable table =
        new HtmlTable(DemoTable.attackHeads("attacker: share taken for never seen", report));
    for (DemoReport.AttackRate attack : report.attacks()) {
      table.row(DemoTable.attackCells(attack));
    }
    return "Where both outlines agree, confidence no longer gives anyone away. The same in numbers,"
        + " near 0 where nobody is marked, up to what chance leaves of so many samples: the"
        + " standardised margin d (above 0 still known, below 0 shunned), the distance KS of the margins, and how far the outlines lie apart:</p>"
        + marks.render()
        + "<p class=\"note\">Two attackers were trained to tell members from never-seen samples:</p>"
        + table.render()
        + "<p class=\"note\">After forgetting, both groups should look alike to them.";
  }

  /** A pair of pictures a wave, all on one scale. */
  private String confidence() {
    double peak =
        report.waves().stream().mapToDouble(wave -> wave.confidence().peak()).max().orElse(0);
    double top = Math.max(0.2, Math.ceil(peak * 5) / 5);
    StringBuilder html = new StringBuilder();
    for (DemoReport.Wave wave : report.waves()) {
      DemoReport.Confidence shown = wave.confidence();
      html.append("<div class=\"pair\">")
          .append(
              chart("wave " + wave.number() + ", original")
                  .draw(shown.forgottenBefore(), shown.unseenBefore(), top))
          .append(
              chart("wave " + wave.number() + ", version " + report.served().number())
                  .draw(shown.forgottenAfter(), shown.unseenAfter(), top))
          .append("</div>");
    }
    return html.toString();
  }

  private static OutlineChart chart(String title) {
    return new OutlineChart(
        title, "confidence in the true class", value -> Math.round(value * 100) + " %");
  }

  private String waves() {
    HtmlTable table =
        new HtmlTable(
            "wave",
            "requests",
            "people",
            "samples",
            "how",
            "attempts",
            "version",
            "accuracy before",
            "after",
            "at the end");
    for (DemoReport.Wave wave : report.waves()) {
      table.row(
          Integer.toString(wave.number()),
          Numbers.count(wave.requests()),
          Numbers.count(wave.subjects()),
          Numbers.count(wave.samples()),
          wave.algorithm(),
          Integer.toString(wave.attempts()),
          Long.toString(wave.version()),
          Numbers.percent(wave.accuracyBefore()),
          Numbers.percent(wave.accuracyAfter()),
          Numbers.percent(wave.accuracyAtEnd()));
    }
    return table.render();
  }

  private String criteria() {
    StringBuilder html = new StringBuilder();
    for (DemoReport.Wave wave : report.waves()) {
      HtmlTable table = new HtmlTable(DemoTable.criterionHeads("version " + wave.version()));
      wave.criteria().forEach(criterion -> table.row(DemoTable.criterionCells(criterion)));
      html.append(table.render());
    }
    return html.append("<p class=\"note\">")
        .append(Svg.escape(DemoTable.RULES_NOTE))
        .append("</p>")
        .toString();
  }

  private String refusal() {
    DemoReport.Refusal refusal = report.refusal();
    return "<p>The original itself was offered to the verifier as if it had forgotten. Verdict: "
        + HtmlTable.verdict(refusal.verdict())
        + ".</p><p class=\"note\">"
        + Svg.escape(refusal.heading() + ": " + refusal.reasons())
        + "</p>";
  }

  private String lineage() {
    StringBuilder html = new StringBuilder("<ol class=\"lineage\">");
    for (DemoReport.Version version : report.lineage()) {
      html.append("<li><strong>version ")
          .append(version.number())
          .append("</strong>: ")
          .append(Svg.escape(version.how()))
          .append("; forgotten samples: ")
          .append(Numbers.count(version.forgottenSamples()))
          .append("<br><code>")
          .append(Svg.escape(version.digest()))
          .append("</code></li>");
    }
    return html.append("</ol>").toString();
  }

  private String times() {
    HtmlTable table = new HtmlTable("phase", "took");
    report.phaseMillis().forEach((phase, millis) -> table.row(phase, human(millis)));
    for (DemoReport.Wave wave : report.waves()) {
      String name = "wave " + wave.number();
      table.row(name + ": last deletion event to promotion", human(wave.totalMillis()));
      table.row(name + ": of that, unlearning", human(wave.unlearnMillis()));
      table.row(name + ": of that, verification", human(wave.verifyMillis()));
      table.row(name + ": of that, pipeline overhead", human(wave.overheadMillis()));
    }
    return table.render();
  }

  private static String human(long millis) {
    return Console.human(Duration.ofMillis(millis));
  }
}
