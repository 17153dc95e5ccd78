// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.offline.OriginalTraining;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.unlearning.run.Algorithms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir private Path directory;

  @Test
  void shouldGiveOneAlgorithmItsOwnRates() {
    LearningRates rates = LearningRates.parse(List.of("1e-3,5e-4", "scrub=1e-5"));

    assertThat(rates.of("sftc")).containsExactly(1e-3, 5e-4);
    assertThat(rates.of("scrub")).containsExactly(1e-5);
    assertThat(LearningRates.parse(List.of()).of("sftc")).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1e-3,1e-3; twice",
        "0; 0.0",
        "-1e-3; -0.001",
        "NaN; NaN",
        "fast; 'fast'",
        "1,2,3,4,5,6; 6 rates",
        "scrub=; scrub"
      })
  void shouldRefuseBadRates(String text, String named) {
    String expected = text.equals("scrub=") ? "--learning-rates holds ''" : named;

    assertThatThrownBy(() -> LearningRates.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--learning-rates")
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 1; 0; --sensitivity-learning-rates holds 0.0",
        "1; 0; 0; --temperatures holds 0.0",
        "1; NaN; 0; --temperatures holds NaN",
        "1; 1; 1.1; --confusions holds 1.1",
        "1; 1; -0.1; --confusions holds -0.1"
      })
  void shouldRefuseBadSensitivityValues(
      String rates, String temperatures, String confusions, String message) {
    assertThatThrownBy(() -> Sensitivity.parse(rates, temperatures, confusions))
        .hasMessageContaining(message);
  }

  @Test
  void shouldNameEveryBadCountAtOnce() {
    assertThatThrownBy(() -> GridTest.settings(0, FigureChoice.NONE, "retrain"))
        .hasMessageContaining("--seeds is 0; it must be at least 1")
        .hasMessageContaining("--algorithms names none but retrain");
  }

  @Test
  void shouldNotDrawAFigureAboutAnAlgorithmThatIsLeftOut() {
    assertThatThrownBy(() -> GridTest.settings(1, FigureChoice.ALL, "finetune"))
        .hasMessageContaining("Figure 5 is about sftc");
  }

  @Test
  void shouldRefuseAnUnknownFigure() {
    assertThatThrownBy(() -> FigureChoice.of("6"))
        .hasMessage("--figures is '6'; it must be none, 4, 5, all");
  }

  @Test
  void shouldRefuseAnUnknownAlgorithmBeforeAnyTraining() {
    CellKeys keys =
        new CellKeys(
            Algorithms.standard(), GridTest.settings(1, FigureChoice.NONE, "sftc", "amnesia"));

    assertThatThrownBy(keys::check).hasMessageContaining("'amnesia'").hasMessageContaining("sftc");
  }

  @Test
  void shouldTakeTheRetrainingsTimeFromTheFileBesideIt() throws IOException {
    Path retrained = Files.createDirectories(directory.resolve("retrained"));
    ModelSource given = new ModelSource.Given(retrained);

    assertThatThrownBy(() -> new ReferenceModels(given, given, ReferenceModels.ASK_THE_RECORD))
        .hasMessageContaining(retrained.toString())
        .hasMessageContaining("--retraining-seconds");
    Files.writeString(OriginalTraining.recordFile(retrained), "{\"train_seconds\": 12.5}");
    assertThat(new ReferenceModels(given, given, ReferenceModels.ASK_THE_RECORD).retrained())
        .isEqualTo(given);
    assertThat(OriginalTraining.recordedSeconds(retrained)).hasValue(12.5);
  }

  @Test
  void shouldRefuseARetrainingThatTookNoTime() {
    ModelSource trained =
        new ModelSource.Trained(
            new OriginalTraining("small-cnn", 1, 64, 1e-3f, AugmentationChoice.NONE, 42));

    assertThatThrownBy(() -> new ReferenceModels(trained, trained, 0))
        .hasMessageContaining("--retraining-seconds is 0.0");
  }
}
