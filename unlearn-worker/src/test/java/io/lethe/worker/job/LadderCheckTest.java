// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.policy.Ladders;
import io.lethe.domain.policy.Strategy;
import io.lethe.learning.model.ModelException;
import io.lethe.unlearning.run.LadderCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LadderCheckTest {
  @TempDir static Path shared;
  private static Workbench bench;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    bench = Workbench.create(shared);
  }

  @Test
  void shouldTakeTheDefaultLadderOnAModelOfOurs() {
    assertThatCode(() -> LadderCheck.requireRunnable(Ladders.standard(), bench.parent))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseALadderOfWhichNoRungCanBeRunAndSayWhatToDo() throws IOException {
    Path poorer = bench.parentWithout("reinitialize", folder);

    assertThatThrownBy(() -> LadderCheck.requireRunnable(Ladders.standard(), poorer))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "no rung of the ladder (sftc, sftc, retrain) can be run on the model in "
                + poorer
                + ", which lacks the signature reinitialize; export it with the signature, or name"
                + " a policy with a rung that does without, such as sftc with teacher calibrated");
  }

  @Test
  void shouldTakeALadderOfWhichOneRungCanBeRun() throws IOException {
    Path poorer = bench.parentWithout("reinitialize", folder);
    List<Strategy> ladder =
        List.of(
            new Strategy("retrain", Map.of()),
            new Strategy("sftc", Map.of("teacher", "calibrated")));

    assertThatCode(() -> LadderCheck.requireRunnable(ladder, poorer)).doesNotThrowAnyException();
  }
}
