// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.reproduce.SensitivityFigure.Parameter;
import io.lethe.cli.reproduce.SensitivityFigure.Trial;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.Cells;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.table.Panel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  private static final Cell ORIGINAL =
      Cell.reference(UnlearningCells.ORIGINAL, new EpochMeasurement(0, Cells.metrics(0.1)), 1);
  private static final Cell RETRAINED =
      Cell.reference(UnlearningCells.RETRAINED, new EpochMeasurement(0, Cells.metrics(0.12)), 1);

  @TempDir private Path out;

  @Test
  void shouldDrawOnePanelAnAlgorithmFromTheOriginalToTheLastEpoch() throws IOException {
    List<AlgorithmResult.Measured> results = new ArrayList<>();
    for (String name : List.of("sftc", "finetune", "neggrad+", "cf-k", "eu-k", "scrub", "bd")) {
      Cell cell = Cells.scored(Cells.key(name, 1e-3, 42), 0.3, 0.2, 0.15, 0.1);
      results.add(new AlgorithmResult.Measured(name, 1e-3, 2, List.of(cell)));
    }

    new ConvergenceFigure(results, ORIGINAL, RETRAINED).write(out);

    BufferedImage picture = ImageIO.read(out.resolve("figure4.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(4 * Panel.WIDTH);
    assertThat(picture.getHeight()).isEqualTo(2 * Panel.HEIGHT);
    assertThat(colours(picture)).contains(0x1f77b4, 0x2ca02c, 0xd62728);
    assertThat(Files.readAllLines(out.resolve("figure4.csv")))
        .hasSize(1 + 7 * 5)
        .startsWith(
            "algorithm,learning_rate,seed,epoch,retain_accuracy,test_accuracy,forget_accuracy")
        .contains("sftc,0.001,42,0,0.99,0.9,0.8", "scrub,0.001,42,4,0.99,0.9,0.8");
    assertThat(out.resolve("figure4.md")).content().contains("(figure4.png)", "| neggrad+ |");
  }

  @Test
  void shouldDrawOnePanelAParameterAndLeaveOutWhatFailed() throws IOException {
    CellKey key = Cells.key("sftc", 1e-3, 42);
    Cell cell = Cells.scored(key, 0.3, 0.2);
    Cell failed = new Cell(key, List.of(), Cell.Ending.FAILED, "broken", 1);
    AlgorithmResult.Measured sftc = new AlgorithmResult.Measured("sftc", 1e-3, 2, List.of(cell));

    new SensitivityFigure(
            sftc,
            List.of(
                new Trial(Parameter.LEARNING_RATE, 1e-4, cell),
                new Trial(Parameter.LEARNING_RATE, 5e-3, failed),
                new Trial(Parameter.TEMPERATURE, 1, cell),
                new Trial(Parameter.CONFUSION, 0, failed)),
            ORIGINAL)
        .write(out);

    BufferedImage picture = ImageIO.read(out.resolve("figure5.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(3 * Panel.WIDTH);
    assertThat(Files.readAllLines(out.resolve("figure5.csv")))
        .containsExactly(
            "parameter,value,epoch,forget_accuracy,test_accuracy,mia_tnr",
            "learning_rate,0.0001,2,0.8,0.8,0.5",
            "learning_rate,0.005,2,,,",
            "temperature,1,2,0.8,0.8,0.5",
            "confusion,0,2,,,",
            "original,,0,0.8,0.9,0.5");
  }

  @Test
  void shouldDrawWhereEachModelLands() throws IOException {
    Cell shunned = landed(Cells.key("sftc", 1e-3, 42), -0.35, 0.86, 0.24);
    Cell known = landed(Cells.key("finetune", 1e-3, 42), 0.18, 0.87, 0.1);

    new LandingFigure(
            landed(UnlearningCells.ORIGINAL, 0.26, 0.88, 0.15),
            landed(UnlearningCells.RETRAINED, -0.01, 0.877, 0.03),
            List.of(
                new AlgorithmResult.Measured("sftc", 1e-3, 1, List.of(shunned)),
                new AlgorithmResult.Measured("finetune", 1e-3, 1, List.of(known))))
        .write(out);

    BufferedImage picture = ImageIO.read(out.resolve("landing.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(2 * Panel.WIDTH);
    assertThat(colours(picture).stream().filter(colour -> colour != 0xffffff).count())
        .isGreaterThan(4);
  }

  @Test
  void shouldDrawNothingOfModelsWhoseMarksWereNotMeasured() {
    new LandingFigure(ORIGINAL, RETRAINED, List.of()).write(out);

    assertThat(out.resolve("landing.png")).exists();
  }

  private static Cell landed(CellKey key, double margin, double test, double distance) {
    return Cell.reference(
        key,
        new EpochMeasurement(
            1, Map.of("margin", margin, "test_accuracy", test, "margin_distance", distance)),
        1);
  }

  @Test
  void shouldSpellLearningRatesByTheirLogarithm() {
    assertThat(Panel.powerOfTen(-4)).isEqualTo("1e-4");
    assertThat(Panel.powerOfTen(Math.log10(5e-3))).isEqualTo("5e-3");
    assertThat(Panel.powerOfTen(-3.5)).isEqualTo("3.2e-4");
  }

  private static List<Integer> colours(BufferedImage picture) {
    return Arrays.stream(
            picture.getRGB(
                0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
        .map(argb -> argb & 0xffffff)
        .distinct()
        .boxed()
        .toList();
  }
}
