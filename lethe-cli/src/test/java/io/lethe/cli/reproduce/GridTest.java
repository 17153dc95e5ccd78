// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.cell.CellRunner;
import io.lethe.cli.cell.CellStore;
import io.lethe.cli.console.Console;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.Cells;
import io.lethe.cli.reproduce.cell.TimeBudget;
import io.lethe.learning.ProgressListener;
import io.lethe.unlearning.run.Algorithms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
  private static final int FROZEN_BLOCKS = 3;
  private static final int KILLED_AT = 3;
  @TempDir private Path directory;
  private final StringWriter printed = new StringWriter();
  private final List<CellKey> ran = new ArrayList<>();
  private final Map<Double, Double> scoreOfRate = new HashMap<>(Map.of(1e-3, 0.2, 5e-4, 0.1));

  @Test
  void shouldRunTheOtherSeedsWithTheChosenRateOnly() {
    CellKeys keys = keys(3, "finetune");
    Grid grid = grid(keys, this::run);

    AlgorithmResult row = grid.row("finetune", keys);

    assertThat(row)
        .isInstanceOfSatisfying(
            AlgorithmResult.Measured.class,
            measured -> {
              assertThat(measured.learningRate()).isEqualTo(5e-4);
              assertThat(measured.epoch()).isEqualTo(1);
              assertThat(measured.seeds())
                  .extracting(cell -> cell.key().seed())
                  .containsExactly(42L, 43L, 44L);
            });
    assertThat(ran)
        .extracting(CellKey::fileName)
        .containsExactly(
            "finetune,batch_size=64,epochs=2,learning_rate=0.001,seed=42.json",
            "finetune,batch_size=64,epochs=2,learning_rate=0.0005,seed=42.json",
            "finetune,batch_size=64,epochs=2,learning_rate=0.0005,seed=43.json",
            "finetune,batch_size=64,epochs=2,learning_rate=0.0005,seed=44.json");
  }

  @Test
  void shouldGoOnFromTheLastFinishedCellAfterAKill() {
    CellKeys keys = keys(3, "finetune");
    CellRunner<CellKey, Cell> killed =
        (key, progress) -> {
          if (ran.size() == KILLED_AT) {
            throw new CancellationException("killed");
          }
          return run(key, progress);
        };
    assertThatThrownBy(() -> grid(keys, killed).row("finetune", keys))
        .isInstanceOf(CancellationException.class);
    Grid again = grid(keys, this::run);

    AlgorithmResult resumed = again.row("finetune", keys);

    assertThat(again.cellsRun()).isEqualTo(1);
    assertThat(ran).hasSize(KILLED_AT + 1).doesNotHaveDuplicates();
    assertThat(printed.toString()).contains("(kept)");
    assertThat(resumed).isEqualTo(again.row("finetune", keys));
  }

  @Test
  void shouldSayHowMuchTimeIsLeft() {
    CellKeys keys = keys(1, "finetune");

    grid(keys, this::run).row("finetune", keys);

    // four cells with the two references, 30 s each
    assertThat(printed.toString()).contains("cell 1 of 4: finetune", "about 90.0 s left");
  }

  @Test
  void shouldSkipAnAlgorithmThatNeverGaveAModelAndSayWhy() {
    CellKeys keys = keys(2, "finetune");
    CellRunner<CellKey, Cell> broken =
        (key, progress) -> new Cell(key, List.of(), Cell.Ending.FAILED, "the loss is NaN", 1);

    AlgorithmResult row = grid(keys, broken).row("finetune", keys);

    assertThat(row)
        .isInstanceOfSatisfying(
            AlgorithmResult.Skipped.class,
            skipped -> assertThat(skipped.reason()).contains("the loss is NaN"));
  }

  @Test
  void shouldCountTheCellsThatFiguresShareWithTheTableOnce() {
    // references 2; sftc 2 rates + 1 seed; finetune 2 + 1; figure 5: rate 2e-3, T = 2, c = 1
    CellKeys keys =
        new CellKeys(Algorithms.standard(), settings(2, FigureChoice.ALL, "sftc", "finetune"));

    assertThat(keys.count()).isEqualTo(2 + 3 + 3 + 3);
    assertThat(keys.temperatures(1e-3, 1).get(0)).isEqualTo(keys.sftc(1e-3));
    assertThat(keys.confusions(1e-3, 1).get(0)).isEqualTo(keys.sftc(1e-3));
    assertThat(keys.temperatures(1e-3, 1).get(1).fileName())
        .isEqualTo(
            "sftc,batch_size=64,confusion=0,epochs=1,learning_rate=0.001,temperature=2,seed=42.json");
  }

  private Cell run(CellKey key, ProgressListener progress) {
    ran.add(key);
    progress.progress("train", 1, 2);
    double score = scoreOfRate.get(key.rate());
    return Cells.scored(key, score, 2 * score);
  }

  @Test
  void shouldTellTheFrozenBlocksToTheAlgorithmsThatFreezeSome() {
    CellKeys keys = keys(1, "sftc", "cf-k");

    assertThat(keys.selection("cf-k").get(0).hyperParameters())
        .containsEntry("layers", Integer.toString(FROZEN_BLOCKS));
    assertThat(keys.selection("sftc").get(0).hyperParameters()).doesNotContainKey("layers");
  }

  private Grid grid(CellKeys keys, CellRunner<CellKey, Cell> runner) {
    return new Grid(
        new CellStore<>(directory.resolve("cells"), Cell.class),
        runner,
        new Console(new PrintWriter(printed, true), false),
        keys.count());
  }

  private static CellKeys keys(int seeds, String... algorithms) {
    return new CellKeys(Algorithms.standard(), settings(seeds, FigureChoice.NONE, algorithms));
  }

  static ReproduceSettings settings(int seeds, FigureChoice figures, String... algorithms) {
    return new ReproduceSettings(
        List.of(algorithms),
        LearningRates.parse(List.of("1e-3,5e-4")),
        seeds,
        42,
        2,
        64,
        FROZEN_BLOCKS,
        TimeBudget.PAPER,
        42,
        Integer.MAX_VALUE,
        figures,
        Sensitivity.parse("1e-3,2e-3", "1,2", "0,1"));
  }
}
