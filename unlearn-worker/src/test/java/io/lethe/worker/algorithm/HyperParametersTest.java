package io.lethe.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.worker.algorithm.HyperParameters.AugmentationChoice;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperParametersTest {
  private final Algorithms algorithms = Algorithms.standard();

  @Test
  void shouldDefaultToThePaper() {
    assertThat(algorithms.named("sftc").hyperParameters(Map.of()))
        .isEqualTo(new HyperParameters(1e-3, 2, 1, 0, 64, AugmentationChoice.NONE));
    assertThat(algorithms.named("finetune").hyperParameters(Map.of()).epochs()).isEqualTo(2);
    assertThat(algorithms.named("retrain").hyperParameters(Map.of()))
        .isEqualTo(new HyperParameters(1e-3, 30, 1, 0, 64, AugmentationChoice.NONE));
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
            "32");

    assertThat(algorithms.named("sftc").hyperParameters(text))
        .isEqualTo(new HyperParameters(0.002, 3, 4, 0.25, 32, AugmentationChoice.NONE));
    assertThat(
            algorithms
                .named("retrain")
                .hyperParameters(Map.of("augmentation", "standard"))
                .augmentation())
        .isEqualTo(AugmentationChoice.STANDARD);
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
        "temperature | -1 | temperature is -1.0; it must be finite and above 0",
        "confusion | 1.01 | confusion is 1.01; it must lie in [0, 1]",
        "confusion | NaN | confusion is NaN; it must lie in [0, 1]",
        "batch_size | 0 | batch_size is 0; it must be at least 1",
      })
  void shouldRefuseABadValue(String key, String value, String message) {
    assertThatThrownBy(() -> algorithms.named("sftc").hyperParameters(Map.of(key, value)))
        .isInstanceOf(InvalidHyperParametersException.class)
        .hasMessage("sftc: " + message);
  }

  @Test
  void shouldNameEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                algorithms
                    .named("sftc")
                    .hyperParameters(Map.of("layers", "3", "epochs", "x", "confusion", "7")))
        .hasMessage(
            "sftc: unknown hyper-parameter 'layers'; it takes batch_size, confusion, epochs, learning_rate,"
                + " temperature; epochs is 'x'; it must be a whole number; confusion is 7.0; it must lie in [0, 1]");
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
        .hasMessage("unknown unlearning algorithm 'amnesia'; known are sftc, finetune, retrain");
  }
}
