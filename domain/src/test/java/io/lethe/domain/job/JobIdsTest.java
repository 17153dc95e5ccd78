// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdsTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);
  private static final String D = "d".repeat(64);
  private static final Map<String, String> PARAMETERS =
      Map.of("learning_rate", "1e-3", "epochs", "2");

  @Test
  void shouldHashTheFieldsAsTheDesignSays() {
    String id =
        JobIds.jobId(
            new JobContent("fashion", A, 3, B, C, D, "sftc", PARAMETERS, 1, Optional.empty()));

    assertThat(id).isEqualTo("fdf0a17cec413e07ad8df5e9ddb408672b36d30f57ad22ddd177cfd7f21e6e78");
    assertThat(JobIds.seed(id)).isEqualTo(0xfdf0a17cec413e07L);
  }

  @Test
  void shouldDependOnEveryField() {
    Set<String> ids = new HashSet<>();
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, B, C, D, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("n", A, 3, B, C, D, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", B, 3, B, C, D, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 4, B, C, D, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, C, C, D, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, B, D, D, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, B, C, A, "sftc", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, B, C, D, "scrub", PARAMETERS, 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, B, C, D, "sftc", Map.of(), 1, Optional.empty())));
    ids.add(
        JobIds.jobId(new JobContent("m", A, 3, B, C, D, "sftc", PARAMETERS, 2, Optional.empty())));
    for (TestFigures figures :
        List.of(
            new TestFigures(0.9, 0.3, 3, 2),
            new TestFigures(0.8, 0.3, 3, 2),
            new TestFigures(0.9, 0.2, 3, 2),
            new TestFigures(0.9, 0.3, 4, 2),
            new TestFigures(0.9, 0.3, 3, 1))) {
      ids.add(
          JobIds.jobId(
              new JobContent("m", A, 3, B, C, D, "sftc", PARAMETERS, 1, Optional.of(figures))));
    }

    assertThat(ids).hasSize(15);
  }

  @Test
  void shouldNotDependOnTheSpellingOfHyperParameters() {
    Map<String, String> spelled = new LinkedHashMap<>();
    spelled.put("learning_rate", "0.00100");
    spelled.put("epochs", "2.0");

    assertThat(
            JobIds.jobId(new JobContent("m", A, 3, B, C, D, "sftc", spelled, 1, Optional.empty())))
        .isEqualTo(
            JobIds.jobId(
                new JobContent("m", A, 3, B, C, D, "sftc", PARAMETERS, 1, Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-3, 0.001",
    "0.0010, 0.001",
    "100, 100",
    "1E2, 100",
    "-0.0, 0",
    "+5, 5",
    "' 7 ', 7"
  })
  void shouldSpellADecimalInOneWay(String in, String out) {
    assertThat(JobIds.decimal(in)).isEqualTo(out);
    assertThat(JobIds.decimal(out)).isEqualTo(out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "Infinity", "1/2", "0x1", "1e999999999", "1e-101"})
  void shouldRefuseWhatIsNoFiniteDecimal(String text) {
    assertThatThrownBy(() -> JobIds.decimal(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void shouldLetATeachersNameChangeTheId() {
    assertThat(JobIds.canonical(Map.of("teacher", "ignorant-teacher", "epochs", "2.0")))
        .isEqualTo("epochs=2\nteacher=ignorant-teacher\n");
    assertThatThrownBy(() -> JobIds.spelling("Ignorant teacher"))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void shouldRefuseWhatIsNoJob() {
    assertThatThrownBy(
            () ->
                JobIds.jobId(
                    new JobContent("m", A, 3, B, C, D, "sftc", PARAMETERS, 0, Optional.empty())))
        .hasMessageContaining("attempt counts from 1, not 0");
    assertThatThrownBy(
            () ->
                JobIds.jobId(
                    new JobContent("m", "x", 3, B, C, D, "sftc", PARAMETERS, 1, Optional.empty())))
        .hasMessageContaining("parentDigest");
    assertThatThrownBy(() -> JobIds.seed("x")).hasMessageContaining("jobId");
  }
}
