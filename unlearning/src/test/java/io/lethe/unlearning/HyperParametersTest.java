// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.Labelled;
import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.ConfusionRounding;
import io.lethe.domain.policy.RateSchedule;
import io.lethe.domain.policy.Teacher;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.unlearning.run.Algorithms;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperParametersTest {
  private final Algorithms algorithms = Algorithms.standard();

  @Test
  void shouldDefaultToThePaper() {
    assertThat(algorithms.named("sftc").hyperParameters(Map.of()))
        .isEqualTo(
            new HyperParameters(
                1e-3,
                2,
                1,
                0,
                64,
                AugmentationChoice.NONE,
                5,
                1,
                1,
                2,
                ConfusionRounding.CARRIED,
                Teacher.BIASED,
                3,
                1,
                RateSchedule.CONSTANT,
                0));
    assertThat(algorithms.named("finetune").hyperParameters(Map.of()).epochs()).isEqualTo(2);
    assertThat(algorithms.named("retrain").hyperParameters(Map.of()))
        .isEqualTo(
            new HyperParameters(
                1e-3,
                30,
                1,
                0,
                64,
                AugmentationChoice.NONE,
                5,
                1,
                1,
                30,
                ConfusionRounding.CARRIED,
                Teacher.BIASED,
                3,
                1,
                RateSchedule.CONSTANT,
                0));
  }

  @Test
  void shouldReadEveryKey() {
    Map<String, String> text =
        Map.of(
            "learning_rate",
            "0.002",
            "epochs",
            "3",
            "temperature",
            "4",
            "confusion",
            "0.25",
            "batch_size",
            "32",
            "confusion_rounding",
            "reference",
            "teacher",
            "biased",
            "forget_weight",
            "2.5",
            "rate_schedule",
            "cosine",
            "steering",
            "0");

    assertThat(algorithms.named("sftc").hyperParameters(text))
        .isEqualTo(
            new HyperParameters(
                0.002,
                3,
                4,
                0.25,
                32,
                AugmentationChoice.NONE,
                5,
                1,
                1,
                3,
                ConfusionRounding.REFERENCE,
                Teacher.BIASED,
                3,
                2.5,
                RateSchedule.COSINE,
                0));
    assertThat(
            algorithms
                .named("retrain")
                .hyperParameters(Map.of("augmentation", "standard"))
                .augmentation())
        .isEqualTo(AugmentationChoice.STANDARD);
  }

  @Test
  void shouldReadTheWeightsAndTheAscentOfScrub() {
    HyperParameters chosen =
        algorithms
            .named("scrub")
            .hyperParameters(
                Map.of("alpha", "0.5", "gamma", "0", "ascent_epochs", "3", "epochs", "4"));

    assertThat(chosen.alpha()).isEqualTo(0.5);
    assertThat(chosen.gamma()).isZero();
    assertThat(chosen.ascentEpochs()).isEqualTo(3);
  }

  @Test
  void shouldReadTheFrozenLayers() {
    assertThat(algorithms.named("cf-k").hyperParameters(Map.of()).layers()).isEqualTo(5);
    assertThat(algorithms.named("eu-k").hyperParameters(Map.of("layers", "7")).layers())
        .isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cf-k | layers | 0 | layers is 0; it must be at least 1",
        "eu-k | layers | 2.5 | layers is '2.5'; it must be a whole number",
        "scrub | alpha | -1 | alpha is -1.0; it must be finite and at least 0",
        "scrub | gamma | NaN | gamma is NaN; it must be finite and at least 0",
        "scrub | temperature | 0 | temperature is 0.0; it must be finite and above 0",
        "scrub | ascent_epochs | 0 | ascent_epochs is 0; it must lie between 1 and epochs, which is 2",
        "scrub | ascent_epochs | 3 | ascent_epochs is 3; it must lie between 1 and epochs, which is 2",
        "neggrad+ | gamma | Infinity | gamma is Infinity; it must be finite and at least 0",
        "bad-teaching | temperature | 0 | temperature is 0.0; it must be finite and above 0",
      })
  void shouldRefuseABadValueOfTheOthers(
      String algorithm, String key, String value, String message) {
    assertThatThrownBy(() -> algorithms.named(algorithm).hyperParameters(Map.of(key, value)))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessage(algorithm + ": " + message);
  }

  @Test
  void shouldShipEveryAlgorithmThatAPolicyMayName() {
    assertThat(algorithms.names()).isEqualTo(Labelled.labels(Algorithm.class));
    for (Algorithm each : Algorithm.values()) {
      assertThat(algorithms.named(each.label()).hyperParameterNames())
          .isEqualTo(each.hyperParameterLabels());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learning_rate | 0 | learning_rate is 0.0; it must be finite and above 0",
        "learning_rate | NaN | learning_rate is NaN; it must be finite and above 0",
        "learning_rate | Infinity | learning_rate is Infinity; it must be finite and above 0",
        "learning_rate | 1e-60 | learning_rate is 1.0E-60; it must be finite and above 0",
        "learning_rate | fast | learning_rate is 'fast'; it must be a decimal number",
        "epochs | 0 | epochs is 0; it must be at least 1",
        "epochs | 1.5 | epochs is '1.5'; it must be a whole number",
        "temperature | 0 | temperature is 0.0; it must be finite and above 0",
        "temperature | -1 | temperature is -1.0; it must be finite and above 0",
        "confusion | -0.1 | confusion is -0.1; it must lie in [0, 1]",
        "confusion | 1.01 | confusion is 1.01; it must lie in [0, 1]",
        "confusion | NaN | confusion is NaN; it must lie in [0, 1]",
        "batch_size | 0 | batch_size is 0; it must be at least 1",
        "teacher | strict | teacher is 'strict'; it must be one of biased, calibrated, ignorant-teacher,"
            + " calibrated-ignorant-teacher, blended",
        "teacher_epochs | 0 | teacher_epochs is 0; it must be at least 1",
        "forget_weight | 0 | forget_weight is 0.0; it must be finite and above 0",
        "forget_weight | -1 | forget_weight is -1.0; it must be finite and above 0",
        "forget_weight | NaN | forget_weight is NaN; it must be finite and above 0",
        "steering | -1 | steering is -1.0; it must be finite and at least 0",
        "steering | NaN | steering is NaN; it must be finite and at least 0",
        "steering | 1 | steering is 1.0; teacher biased takes none",
        "rate_schedule | fast | rate_schedule is 'fast'; it must be one of constant, cosine",
        "confusion_rounding | up | confusion_rounding is 'up'; it must be one of carried, reference",
      })
  void shouldRefuseABadValue(String key, String value, String message) {
    assertThatThrownBy(() -> algorithms.named("sftc").hyperParameters(Map.of(key, value)))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessage("sftc: " + message);
  }

  @Test
  void shouldRefuseConfusionOfATeacherThatIsNotConfused() {
    assertThatThrownBy(
            () ->
                algorithms
                    .named("sftc")
                    .hyperParameters(Map.of("teacher", "ignorant-teacher", "confusion", "0.1")))
        .hasMessage("sftc: confusion is 0.1; teacher ignorant-teacher takes none");
  }

  @Test
  void shouldNameEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                algorithms
                    .named("sftc")
                    .hyperParameters(Map.of("layers", "3", "epochs", "x", "confusion", "7")))
        .hasMessage(
            "sftc: unknown hyper-parameter 'layers'; it takes batch_size, confusion,"
                + " confusion_rounding, epochs, forget_weight, learning_rate, rate_schedule,"
                + " steering, teacher, teacher_epochs, temperature; epochs is 'x'; it must be a whole number; confusion is 7.0; it must lie in [0, 1]");
  }

  @Test
  void shouldRefuseAnotherAlgorithmsHyperParameter() {
    assertThatThrownBy(
            () -> algorithms.named("finetune").hyperParameters(Map.of("confusion", "0.5")))
        .hasMessage(
            "finetune: unknown hyper-parameter 'confusion'; it takes batch_size, epochs, learning_rate");
  }

  @Test
  void shouldRefuseAnUnknownAugmentation() {
    assertThatThrownBy(
            () -> algorithms.named("retrain").hyperParameters(Map.of("augmentation", "wild")))
        .hasMessage("retrain: augmentation is 'wild'; it must be none (0) or standard (1)");
  }

  @Test
  void shouldListTheKnownAlgorithmsWhenAskedForAnother() {
    assertThatThrownBy(() -> algorithms.named("amnesia"))
        .isInstanceOf(UnknownAlgorithmException.class)
        .hasMessage(
            "unknown unlearning algorithm 'amnesia'; known are sftc, finetune, neggrad+, cf-k, eu-k,"
                + " bad-teaching, scrub, random-labels, delete, kernel-transpose, rum,"
                + " retrain");
  }
}
