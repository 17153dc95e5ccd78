// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.page.Numbers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo's result as text. */
final class DemoTable {
  /** How a pass beside an interval that reaches over the limit is to be read. */
  static final String RULES_NOTE =
      "Some criteria ask that the whole interval keeps the limits, some that the value does, some"
          + " only that part of the interval does; the version's report page says which.";

  private final Console console;
  private final DemoReport report;

  private DemoTable(Console console, DemoReport report) {
    this.console = console;
    this.report = report;
  }

  static void print(Console console, DemoReport report) {
    DemoTable table = new DemoTable(console, report);
    table.forgotten();
    table.accuracy();
    table.marks();
    table.attacks();
    table.verification();
    table.refusal();
    table.served();
    table.times();
  }

  private void forgotten() {
    section("What was forgotten");
    TextTable table =
        new TextTable("wave", "requests", "people", "samples", "how", "attempts", "version");
    for (DemoReport.Wave wave : report.waves()) {
      table.row(
          Integer.toString(wave.number()),
          Numbers.count(wave.requests()),
          Numbers.count(wave.subjects()),
          Numbers.count(wave.samples()),
          wave.algorithm(),
          Integer.toString(wave.attempts()),
          Long.toString(wave.version()));
    }
    print(table);
  }

  private void accuracy() {
    section("Accuracy");
    TextTable table = new TextTable("", "samples", "original", servedName());
    for (DemoReport.GroupAccuracy group : report.groups()) {
      table.row(
          group.name(),
          Numbers.count(group.samples()),
          Numbers.percent(group.before()),
          Numbers.percent(group.after()));
    }
    print(table);
    DemoReport.Wave first = report.waves().get(0);
    if (report.waves().size() > 1) {
      console.line(
          "  wave 1 stays forgotten: "
              + Numbers.percent(first.accuracyBefore())
              + " before, "
              + Numbers.percent(first.accuracyAfter())
              + " after its wave, "
              + Numbers.percent(first.accuracyAtEnd())
              + " after the last one");
    }
  }

  private void marks() {
    section(
        "Are the forgotten marked?  (margin d, distance KS, confidences apart; near 0 where nobody is)");
    TextTable table = new TextTable(markHeads(report));
    report.waves().forEach(wave -> table.row(markCells(wave)));
    print(table);
  }

  static String[] markHeads(DemoReport report) {
    return new String[] {
      "wave",
      "original: d",
      "KS",
      "apart",
      "version " + report.served().number() + ": d",
      "KS",
      "apart"
    };
  }

  static String[] markCells(DemoReport.Wave wave) {
    DemoReport.Confidence confidence = wave.confidence();
    return new String[] {
      Integer.toString(wave.number()),
      Numbers.signedOrDash(wave.marksBefore().get(MetricNames.MARGIN)),
      Numbers.decimalOrDash(wave.marksBefore().get(MetricNames.MARGIN_DISTANCE)),
      Numbers.decimal(confidence.apartBefore()),
      Numbers.signedOrDash(wave.marksAfter().get(MetricNames.MARGIN)),
      Numbers.decimalOrDash(wave.marksAfter().get(MetricNames.MARGIN_DISTANCE)),
      Numbers.decimal(confidence.apartAfter())
    };
  }

  private void attacks() {
    section(
        "Can an attacker tell that wave 1 was in the training data?  (share taken for never seen)");
    TextTable table = new TextTable(attackHeads("", report));
    for (DemoReport.AttackRate attack : report.attacks()) {
      table.row(attackCells(attack));
    }
    print(table);
  }

  private void verification() {
    for (DemoReport.Wave wave : report.waves()) {
      section("How version " + wave.version() + " was verified");
      TextTable table = new TextTable(criterionHeads("criterion"));
      for (DemoReport.CriterionResult criterion : wave.criteria()) {
        table.row(criterionCells(criterion));
      }
      print(table);
    }
    console.line("  " + RULES_NOTE);
  }

  static String[] attackHeads(String first, DemoReport report) {
    return new String[] {
      first,
      "original: wave 1",
      "never seen",
      "version " + report.waves().get(0).version() + ": wave 1",
      "never seen"
    };
  }

  static String[] attackCells(DemoReport.AttackRate attack) {
    return new String[] {
      attack.attacker(),
      Numbers.percent(attack.forgottenBefore()),
      Numbers.percent(attack.unseenBefore()),
      Numbers.percent(attack.forgottenAfter()),
      Numbers.percent(attack.unseenAfter())
    };
  }

  static String[] criterionHeads(String first) {
    return new String[] {first, "samples", "value", "interval", "limits", "parent", "verdict"};
  }

  static String[] criterionCells(DemoReport.CriterionResult criterion) {
    String interval =
        criterion.low() == null
                || criterion.high() == null
                || criterion.low().equals(criterion.high()) // counted, not estimated
            ? "-"
            : Numbers.decimal(criterion.low()) + " to " + Numbers.decimal(criterion.high());
    return new String[] {
      criterion.name(),
      Numbers.count(criterion.samples()),
      number(criterion, criterion.value()),
      interval,
      limits(criterion),
      number(criterion, criterion.control()),
      criterion.verdict()
    };
  }

  private static String limits(DemoReport.CriterionResult criterion) {
    if (criterion.lowerLimit() == null) {
      return "at most " + number(criterion, criterion.upperLimit());
    }
    return criterion.upperLimit() == null
        ? "at least " + number(criterion, criterion.lowerLimit())
        : number(criterion, criterion.lowerLimit())
            + " to "
            + number(criterion, criterion.upperLimit());
  }

  /** Criteria that count samples are whole numbers, all others are fractions. */
  private static String number(DemoReport.CriterionResult criterion, @Nullable Double value) {
    return criterion.name().equals(GateCriterion.FORGET_SAMPLES.label()) && value != null
        ? Numbers.count(Math.round(value))
        : Numbers.decimalOrDash(value);
  }

  private void refusal() {
    section("The untouched original, offered as a candidate");
    DemoReport.Refusal refusal = report.refusal();
    console.line("  " + refusal.heading() + ": " + refusal.reasons());
  }

  private void served() {
    section("Served now");
    DemoReport.Version served = report.served();
    console.line(
        "  "
            + report.setting().model()
            + " version "
            + served.number()
            + ", digest "
            + served.digest()
            + ", has forgotten "
            + Numbers.count(served.forgottenSamples())
            + " samples");
  }

  private void times() {
    section("Time");
    TextTable table = new TextTable("", "took");
    report.phaseMillis().forEach((phase, millis) -> table.row(phase, human(millis)));
    for (DemoReport.Wave wave : report.waves()) {
      table.row(
          "wave " + wave.number() + ", from the last deletion event to promotion",
          human(wave.totalMillis()));
      table.row("    unlearning", human(wave.unlearnMillis()));
      table.row("    verification", human(wave.verifyMillis()));
      table.row("    pipeline overhead", human(wave.overheadMillis()));
    }
    print(table);
  }

  private String servedName() {
    return "version " + report.served().number();
  }

  private void section(String heading) {
    console.line("");
    console.line(heading);
  }

  private void print(TextTable table) {
    List<String> lines = table.lines();
    lines.forEach(line -> console.line("  " + line));
  }

  private static String human(long millis) {
    return Console.human(Duration.ofMillis(millis));
  }
}
