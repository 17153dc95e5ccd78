// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.cell.CellStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellStoreTest {
  private static final CellKey KEY = Cells.key("neggrad+", 1e-3, 42);
  @TempDir private Path directory;

  @Test
  void shouldGiveBackWhatWasPut() {
    CellStore<CellKey, Cell> store = new CellStore<>(directory.resolve("cells"), Cell.class);
    Cell cell = new Cell(KEY, Cells.scored(KEY, 0.1).epochs(), Cell.Ending.OVER_BUDGET, "late", 3);

    store.put(cell);

    assertThat(store.find(KEY)).contains(cell);
    assertThat(store.find(Cells.key("neggrad+", 1e-3, 43))).isEmpty();
    assertThat(directory.resolve("cells")).isDirectoryContaining("glob:**.json");
    assertThat(directory.resolve("cells").toFile().list()).hasSize(1);
  }

  @Test
  void shouldKeepReferencesWithoutHyperParameters() {
    CellStore<CellKey, Cell> store = new CellStore<>(directory, Cell.class);
    CellKey key = CellKey.reference("original");
    Cell cell = Cell.reference(key, new EpochMeasurement(0, Cells.metrics(0.2)), 1);

    store.put(cell);

    assertThat(store.find(key)).contains(cell);
    assertThat(directory.resolve("original.json")).exists();
  }

  @Test
  void shouldKeepACellWhoseNameIsTooLongForAFile() {
    CellStore<CellKey, Cell> store = new CellStore<>(directory, Cell.class);
    CellKey key =
        new CellKey("sftc", new TreeMap<>(Map.of("teacher", "t".repeat(300), "epochs", "2")), 42);
    CellKey other =
        new CellKey("sftc", new TreeMap<>(Map.of("teacher", "t".repeat(300), "epochs", "3")), 42);
    Cell cell = new Cell(key, List.of(), Cell.Ending.FAILED, "broken", 1);

    store.put(cell);

    assertThat(store.find(key)).contains(cell);
    assertThat(store.find(other)).isEmpty();
  }

  @Test
  void shouldRefuseADamagedCellAndSayHowToGoOn() throws IOException {
    Path file = Files.writeString(directory.resolve(KEY.fileName()), "{\"key\":");

    assertThatThrownBy(() -> new CellStore<>(directory, Cell.class).find(KEY))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("delete it");
  }

  @Test
  void shouldRefuseACellThatLacksAPart() throws IOException {
    Files.writeString(directory.resolve(KEY.fileName()), "{}");

    assertThatThrownBy(() -> new CellStore<>(directory, Cell.class).find(KEY))
        .hasMessageContaining("delete it");
  }

  @Test
  void shouldRefuseACellUnderAnothersName() throws IOException {
    CellStore<CellKey, Cell> store = new CellStore<>(directory, Cell.class);
    CellKey other = Cells.key("sftc", 1e-3, 42);
    store.put(new Cell(other, List.of(), Cell.Ending.FAILED, "broken", 1));
    Files.move(directory.resolve(other.fileName()), directory.resolve(KEY.fileName()));

    assertThatThrownBy(() -> store.find(KEY)).hasMessageContaining("sftc, batch size 64");
  }
}
