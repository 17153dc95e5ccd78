// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.console.Console;
import io.lethe.evaluation.metrics.Histogram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class DemoPageTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @TempDir private Path directory;

  @Test
  void shouldFillEveryPlaceOfThePageAndNeedNothingElse() throws IOException {
    String page = page(report("FAIL"));

    assertThat(page).doesNotContain("${");
    assertThat(page).doesNotContain("src=").doesNotContain("href=").doesNotContain("@import");
    assertThat(page).contains("a model that forgot 60 people", DIGEST, "forget_accuracy_gap");
  }

  @Test
  void shouldDrawWellFormedPictures() throws Exception {
    Matcher pictures =
        Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page(report("FAIL")));
    int count = 0;
    while (pictures.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pictures.group())));
      count++;
    }

    assertThat(count).isEqualTo(3);
  }

  @Test
  void shouldTellOfEachWaveHowFarItIsMarked() throws IOException {
    StringWriter text = new StringWriter();

    DemoTable.print(new Console(new PrintWriter(text), false), report("FAIL"));

    assertThat(text.toString()).containsPattern("1 +\\+0.264 +0.150 +0.667 +-0.012 +0.031 +0.000");
    assertThat(page(report("FAIL"))).contains("wave 1, original", "wave 1, version 2", "-0.012");
  }

  @Test
  void shouldEscapeWhatComesFromOutside() throws IOException {
    assertThat(page(report("FAIL"))).doesNotContain("<b>zip").contains("&lt;b&gt;zip");
  }

  @Test
  void shouldTellTheRefusalWithItsReasons() {
    StringWriter text = new StringWriter();

    DemoTable.print(new Console(new PrintWriter(text), false), report("FAIL"));

    assertThat(text.toString())
        .contains("REFUSED: forget_accuracy_gap +0.090 (+0.060 to +0.120, limit +0.050)")
        .doesNotContain("NOT REFUSED");
  }

  /** What the gate says where the original's margin is not shown to be above 0. */
  private static final List<DemoReport.CriterionResult> NOTHING_TO_TELL =
      List.of(
          new DemoReport.CriterionResult(
              "forget_margin_kept",
              300,
              1.0,
              null,
              null,
              0.8,
              null,
              0.8,
              "INTERVAL_WITHIN",
              1.0,
              "INCONCLUSIVE"));

  @Test
  void shouldSayInWordsThatItCannotTell() {
    StringWriter text = new StringWriter();

    DemoTable.print(
        new Console(new PrintWriter(text), false),
        report("INCONCLUSIVE", "INCONCLUSIVE", NOTHING_TO_TELL));

    assertThat(text.toString())
        .contains("CANNOT TELL it from a model that has forgotten")
        .doesNotContain("REFUSED");
  }

  @Test
  void shouldShowEachCriterionBesideItsLimitsAndTheParent() {
    StringWriter text = new StringWriter();

    DemoTable.print(new Console(new PrintWriter(text), false), report("FAIL"));

    assertThat(text.toString())
        .containsPattern("forget_accuracy_gap +300 +0.090 +0.060 to 0.120 +-0.050 to 0.050 +0.100");
  }

  @Test
  void shouldNotCallAPassARefusal() {
    StringWriter text = new StringWriter();

    DemoTable.print(new Console(new PrintWriter(text), false), report("PASS"));

    assertThat(text.toString()).contains("NOT REFUSED");
  }

  private String page(DemoReport report) throws IOException {
    Path file = directory.resolve("index.html");
    DemoPage.write(report, file);
    return Files.readString(file);
  }

  private static DemoReport report(String refusalVerdict) {
    return report(refusalVerdict, "FAIL", List.of());
  }

  private static DemoReport report(
      String refusalVerdict, String criterionVerdict, List<DemoReport.CriterionResult> alsoFailed) {
    DemoReport.CriterionResult gap =
        new DemoReport.CriterionResult(
            "forget_accuracy_gap",
            300,
            0.09,
            0.06,
            0.12,
            0.05,
            -0.05,
            0.05,
            "INTERVAL_WITHIN",
            0.1,
            criterionVerdict);
    Histogram histogram = Histogram.of(new double[] {0.2, 0.9, 0.99});
    Histogram sure = Histogram.of(new double[] {0.99, 0.99, 0.99});
    DemoReport.Confidence confidence =
        DemoReport.Confidence.of(sure, histogram, histogram, histogram);
    return new DemoReport(
        new DemoReport.Setting("demo", "<b>zip", "small-cnn", 6000, 2000),
        List.of(new DemoReport.GroupAccuracy("test samples", 2000, 0.88, 0.87)),
        List.of(new DemoReport.AttackRate("an attacker", 0.1, 0.2, 0.21, 0.2)),
        confidence,
        List.of(
            new DemoReport.Wave(
                1,
                60,
                60,
                300,
                1,
                "sftc",
                2,
                DIGEST,
                0.97,
                0.89,
                0.88,
                List.of(gap),
                9000,
                4000,
                4000,
                1000,
                confidence,
                Map.of("margin", 0.264, "margin_distance", 0.15),
                Map.of("margin", -0.012, "margin_distance", 0.031))),
        new DemoReport.Refusal(
            refusalVerdict, Stream.concat(Stream.of(gap), alsoFailed.stream()).toList(), List.of()),
        List.of(
            new DemoReport.Version(1, DIGEST, "registered", 0),
            new DemoReport.Version(2, DIGEST, "unlearned", 300)),
        Map.of("training the original", 9000L));
  }
}
