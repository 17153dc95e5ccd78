// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lethe.cli.reproduce.Table1;
import io.lethe.cli.reproduce.UnlearningCells;
import io.lethe.cli.reproduce.cell.AlgorithmResult;
import io.lethe.cli.reproduce.cell.Cell;
import io.lethe.cli.reproduce.cell.CellKey;
import io.lethe.cli.reproduce.cell.Cells;
import io.lethe.cli.reproduce.cell.EpochMeasurement;
import io.lethe.cli.table.DataTable.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataTableTest {

  @Test
  void shouldTakeMeanAndSampleDeviation() {
    MeanAndSpread value = MeanAndSpread.of(List.of(1.0, 2.0, 6.0));

    assertThat(value.mean()).isEqualTo(3);
    assertThat(value.spread()).isCloseTo(Math.sqrt(7), within(1e-12));
    assertThat(value.rounded(4)).isEqualTo("3.0000 ± 2.6458");
  }

  @Test
  void shouldGiveNoSpreadForOneValueAndNoMeanForNone() {
    assertThat(MeanAndSpread.of(List.of(0.5)).rounded(1)).isEqualTo("0.5");
    assertThat(MeanAndSpread.of(List.of()).rounded(4)).isEqualTo("–");
    assertThat(MeanAndSpread.of(List.of(0.5, Double.NaN)).rounded(4)).isEqualTo("–");
  }

  @Test
  void shouldSpellOneTableInThreeWays() {
    DataTable table =
        new DataTable(
            List.of(
                Column.plain("model", "Model"),
                Column.withSpread("js", "JS ↑"),
                Column.plain("epoch", "Epoch"),
                Column.plain("test", "Test").rounded(2)));
    table.row(List.of("a, b", MeanAndSpread.of(List.of(0.25, 0.75)), 3, 0.123456));
    table.row(List.of("c|d", MeanAndSpread.of(List.of()), "", Double.NaN));

    assertThat(table.csv())
        .isEqualTo(
            """
            model,js,js_spread,epoch,test
            "a, b",0.5,0.3535533905932738,3,0.123456
            c|d,,,,
            """);
    assertThat(table.markdown())
        .isEqualTo(
            """
            | Model | JS ↑ | Epoch | Test |
            | --- | --- | --- | --- |
            | a, b | 0.5000 ± 0.3536 | 3 | 0.12 |
            | c\\|d | – | – | – |
            """);
    assertThat(table.json().get(1)).isEqualTo(Map.of("model", "c|d"));
  }

  @Test
  void shouldRefuseARowThatDoesNotFit() {
    DataTable table = new DataTable(List.of(Column.withSpread("js", "JS")));

    assertThatThrownBy(() -> table.row(List.of())).hasMessageContaining("0 cells");
    assertThatThrownBy(() -> table.row(List.of("text"))).hasMessageContaining("column js");
  }

  @Test
  void shouldPutReferencesBeforeAlgorithmsAndDashesWhereOneWasSkipped() {
    CellKey key = Cells.key("sftc", 5e-4, 42);
    Cell original =
        Cell.reference(UnlearningCells.ORIGINAL, new EpochMeasurement(0, Cells.metrics(0.1)), 1);
    Cell retrained =
        Cell.reference(
            UnlearningCells.RETRAINED, EpochMeasurement.of(0, Cells.metrics(0.2), 100), 1);
    DataTable table =
        Table1.of(
            original,
            retrained,
            List.of(
                new AlgorithmResult.Measured(
                    "sftc",
                    5e-4,
                    2,
                    List.of(
                        Cells.scored(key, 0.4, 0.2),
                        Cells.scored(Cells.key("sftc", 5e-4, 43), 0.5, 0.4))),
                new AlgorithmResult.Skipped("scrub", "it broke")));

    List<Map<String, Object>> rows = table.json();

    assertThat(rows)
        .extracting(row -> row.get("model"))
        .containsExactly("original", "retrained", "sftc", "scrub");
    assertThat(rows.get(0)).doesNotContainKey("seconds");
    assertThat(rows.get(1)).containsEntry("seconds", 100.0);
    assertThat(rows.get(2))
        .containsEntry("learning_rate", "0.0005")
        .containsEntry("epochs", 2)
        .containsEntry("seeds", 2)
        .containsEntry("seconds", 20.0);
    assertThat((double) rows.get(2).get("test_accuracy")).isCloseTo(0.7, within(1e-12));
    assertThat((double) rows.get(2).get("test_accuracy_spread"))
        .isCloseTo(Math.sqrt(0.02), within(1e-12));
    assertThat(rows.get(3)).doesNotContainKey("test_accuracy").containsEntry("seeds", 0);
  }
}
