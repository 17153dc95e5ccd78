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
    assertThatCode(() -> LadderCheck.requireRunnable(Ladders.untuned(), bench.parent))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldSayWhichRungCouldNeverRunAndWhatToDo() throws IOException {
    Path poorer = bench.parentWithout("reinitialize", folder);

    assertThatThrownBy(() -> LadderCheck.requireRunnable(Ladders.untuned(), poorer))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "rung 1 of the ladder (sftc, teacher blended) needs the signature reinitialize, which"
                + " the model in "
                + poorer
                + " lacks; export it with the signature, or register it with a policy whose rungs"
                + " do without (sftc with teacher biased or calibrated, finetune, scrub)");
  }

  @Test
  void shouldTakeALadderThatDoesWithoutTheSignature() throws IOException {
    Path poorer = bench.parentWithout("reinitialize", folder);
    List<Strategy> ladder =
        List.of(
            new Strategy("sftc", Map.of("teacher", "calibrated")),
            new Strategy("finetune", Map.of()),
            new Strategy("scrub", Map.of()));

    assertThatCode(() -> LadderCheck.requireRunnable(ladder, poorer)).doesNotThrowAnyException();
  }
}
