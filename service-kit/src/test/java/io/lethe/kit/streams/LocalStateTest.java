// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.layout.Layout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class LocalStateTest {
  @TempDir Path root;
  private Path folder;
  private LocalState state;

  @BeforeEach
  void useAFolder() {
    folder = root.resolve("application");
    state = of("cluster", "topology");
  }

  @Test
  void shouldTakeANewFolderWithoutAWord() {
    assertThat(state.prepare()).isEmpty();
    assertThat(folder).isDirectory();
    assertThat(state.prepare()).isEmpty();
  }

  @Test
  void shouldKeepItsOwnState() throws Exception {
    state.prepare();
    writeStore();
    List<Path> before = files();

    assertThat(state.prepare()).isEmpty();
    assertThat(files()).containsAll(before);
  }

  @Test
  void shouldRemoveStateOfAnotherClusterOrTopology() throws Exception {
    state.prepare();
    writeStore();

    assertThat(of("cluster-2", "topology").prepare())
        .hasValue(
            "it is of layout %1$s, cluster cluster, topology topology; this is layout %1$s, cluster cluster-2, topology topology"
                .formatted(Layout.LOCAL_STATE.number()));
    assertThat(folder.resolve("0_0")).doesNotExist();
    writeStore();
    assertThat(of("cluster-2", "topology-2").prepare()).isPresent();
    assertThat(folder.resolve("0_0")).doesNotExist();
  }

  @Test
  void shouldRemoveStateThatDoesNotSayWhoseItIs() throws Exception {
    writeStore();

    assertThat(state.prepare()).hasValue("it does not say whose it is");
    assertThat(folder.resolve("0_0")).doesNotExist();
    assertThat(state.prepare()).isEmpty();
  }

  @Test
  void shouldFindABlockThatIsNotAsItWasWritten() throws Exception {
    state.prepare();
    writeStore();
    Path table = onlyTable();
    byte[] bytes = Files.readAllBytes(table);
    bytes[20] ^= 1;
    Files.write(table, bytes);

    assertThat(state.prepare().orElseThrow()).startsWith("store requests: ").contains("checksum");
    assertThat(folder.resolve("0_0")).doesNotExist();
  }

  @Test
  void shouldNotTakeARefusalOfTheSystemForAFaultOfTheStore() {
    RocksDBException refusal =
        new RocksDBException("IO error: While open a file: /x/CURRENT: Too many open files");

    assertThatThrownBy(() -> StoreChecksums.fault(folder.resolve("requests"), refusal))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("store requests: ")
        .hasMessageContaining("Too many open files");
  }

  @Test
  void shouldTakeTheFolderFromAFile() throws IOException {
    Files.writeString(folder, "no folder");

    assertThat(state.prepare()).hasValue("it is no folder");
    assertThat(folder).isDirectory();
  }

  @Test
  void shouldNotTouchWhatAnotherProcessUses() throws Exception {
    writeStore();
    try (FileChannel held =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      held.lock();

      assertThatThrownBy(state::prepare)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another process uses the local state in " + folder)
          .hasMessageEndingWith("give every instance its own state directory");
      assertThat(folder.resolve("0_0")).isDirectory();
    }
  }

  private LocalState of(String cluster, String topology) {
    return new LocalState(folder, cluster, topology);
  }

  private void writeStore() throws IOException, RocksDBException {
    Path store = Files.createDirectories(folder.resolve("0_0/rocksdb/requests"));
    try (RocksDB database = RocksDB.open(store.toString());
        FlushOptions flush = new FlushOptions()) {
      for (byte key = 0; key < 100; key++) {
        database.put(new byte[] {key}, new byte[100]);
      }
      database.flush(flush);
    }
  }

  private Path onlyTable() throws IOException {
    return files().stream()
        .filter(file -> file.toString().endsWith(".sst"))
        .findAny()
        .orElseThrow();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }
}
