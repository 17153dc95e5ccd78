// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.table.DiskTable;
import io.lethe.kit.table.MemoryTable;
import io.lethe.kit.table.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Here and not beside the table: RocksDB comes with Kafka Streams. */
class TableTest {
  @TempDir Path folder;
  private DiskTable disk = new DiskTable(Path.of("never opened"));

  @AfterEach
  void close() {
    disk.close();
  }

  private Table table(boolean onDisk) {
    if (!onDisk) {
      return new MemoryTable();
    }
    disk = new DiskTable(folder.resolve("a/table"));
    disk.open();
    return disk;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldReturnWhatARowReplaces(boolean onDisk) {
    Table table = table(onDisk);

    assertThat(table.put("a", row("1"))).isEmpty();
    assertThat(text(table.put("a", row("2")))).contains("1");
    assertThat(text(table.get("a"))).contains("2");
    assertThat(text(table.remove("a"))).contains("2");
    assertThat(table.remove("a")).isEmpty();
    assertThat(table.get("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFindRowsByTheBeginningOfTheirNamesInOrder(boolean onDisk) {
    Table table = table(onDisk);
    for (String name : List.of("b", "a/2", "a/ä", "a", "a0", "a/1", "a/", "aa")) {
      table.put(name, row(name));
    }

    assertThat(table.startingWith("a/"))
        .map(row -> new String(row, UTF_8))
        .containsExactly("a/", "a/1", "a/2", "a/ä");
    assertThat(table.startingWith("c")).isEmpty();
    assertThat(table.startingWith("")).hasSize(8);
  }

  /** More than its buffers and its cache hold. */
  @Test
  void shouldFindWhatLiesOnDisk() {
    Table table = table(true);
    byte[] long1 = new byte[10_000];
    for (int i = 0; i < 3_000; i++) {
      long1[0] = (byte) i;
      table.put("row-" + i, long1);
    }

    for (int i = 0; i < 3_000; i++) {
      assertThat(table.get("row-" + i).orElseThrow()[0]).isEqualTo((byte) i);
    }
    assertThat(table.startingWith("row-299")).hasSize(11);
  }

  @Test
  void shouldBeginEmptyWhateverLiesThere() throws Exception {
    table(true).put("a", row("1"));
    disk.close();
    Files.writeString(folder.resolve("a/table/CURRENT"), "no table at all");

    assertThat(table(true).get("a")).isEmpty();
  }

  @Test
  void shouldBeEmptyBeforeItIsOpenAndOnceItIsClosed() {
    disk = new DiskTable(folder.resolve("table"));
    assertThat(disk.get("a")).isEmpty();
    assertThat(disk.startingWith("a")).isEmpty();
    assertThatThrownBy(() -> disk.put("a", row("1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not open");
    assertThat(folder.resolve("table")).doesNotExist();

    disk.open();
    disk.put("a", row("1"));
    assertThatThrownBy(() -> disk.open()).isInstanceOf(IllegalStateException.class);
    assertThat(disk.get("a")).as("still there").isPresent();
    disk.close();
    disk.close();
    assertThat(disk.get("a")).isEmpty();
    assertThat(disk.startingWith("a")).isEmpty();
    assertThatThrownBy(() -> disk.remove("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> disk.open()).isInstanceOf(IllegalStateException.class);
  }

  private static byte[] row(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> text(Optional<byte[]> row) {
    return row.map(bytes -> new String(bytes, UTF_8));
  }
}
