// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.Folders;
import io.lethe.domain.file.LockFile;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.layout.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.Topology;

/**
 * The folder in which a Streams application keeps its stores. They are a copy of topics: whenever
 * they are in doubt, they are removed, and Kafka Streams restores them from the topics. A file
 * tells whose copy they are, so that state of another layout, cluster or topology is never taken
 * for ours.
 *
 * <p>Why: docs/decisions/0019-local-state-is-a-copy.md.
 */
final class LocalState {
  private static final String ORIGIN = "lethe-origin";

  /** Kafka Streams holds a lock on this file as long as it uses the folder. */
  private static final String LOCK = ".lock";

  /**
   * Kafka Streams' name for this instance, part of its transactions' names: under the same name a
   * transaction that was open at a kill is aborted at once, under another it is waited for.
   */
  private static final String PROCESS_ID = "kafka-streams-process-metadata";

  private final Path folder;
  private final String origin;

  /**
   * The state of one application.
   *
   * @param folder Kafka Streams' own folder of it
   * @param cluster id of the Kafka cluster whose topics it copies
   * @param topology digest of what the application does with them
   */
  LocalState(Path folder, String cluster, String topology) {
    this.folder = folder;
    this.origin =
        "layout " + Layout.LOCAL_STATE.number() + ", cluster " + cluster + ", topology " + topology;
  }

  /** The state of one application on these brokers, which are asked for their cluster's id. */
  static LocalState of(KafkaSettings kafka, Path folder, Topology topology) {
    String description = topology.describe().toString();
    return new LocalState(
        folder, clusterId(kafka), Digests.sha256Hex(description.getBytes(StandardCharsets.UTF_8)));
  }

  private static String clusterId(KafkaSettings kafka) {
    Admin admin = Admin.create(kafka.admin());
    try {
      return admin.describeCluster().clusterId().get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("the cluster's id cannot be read", e.getCause());
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /** Where it lies. */
  Path folder() {
    return folder;
  }

  /**
   * Makes the folder fit to be started on, removing what cannot be used.
   *
   * @return why it was removed; empty if the state can be used, or there is none yet
   * @throws IllegalStateException if another process uses the folder
   * @throws UncheckedIOException if it cannot be read or cleared
   */
  Optional<String> prepare() {
    try {
      if (isEmpty()) {
        wipe();
        return Optional.empty();
      }
      Optional<String> fault = fault();
      if (fault.isPresent()) {
        wipe();
      }
      return fault;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the local state in " + folder + " cannot be read; check its rights, or remove it", e);
    }
  }

  /**
   * Removes the state.
   *
   * @throws IllegalStateException if another process uses the folder
   * @throws UncheckedIOException if it cannot be removed
   */
  void wipe() {
    try {
      if (!Files.isDirectory(folder)) {
        Files.deleteIfExists(folder);
        Files.createDirectories(folder);
      }
      LockFile lock = LockFile.tryHold(folder.resolve(LOCK)).orElseThrow(this::inUse);
      try (lock) {
        // First of all: where it is missing, an interrupted removal is seen and done again.
        Files.deleteIfExists(folder.resolve(ORIGIN));
        clear();
        Files.writeString(folder.resolve(ORIGIN), origin);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the local state in " + folder + " cannot be removed; check its rights, or remove it", e);
    }
  }

  private boolean isEmpty() throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private Optional<String> fault() throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.of("it is no folder");
    }
    Path file = folder.resolve(ORIGIN);
    if (!Files.exists(file)) {
      return Optional.of("it does not say whose it is");
    }
    String found = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return found.equals(origin)
        ? StoreChecksums.firstFault(folder)
        : Optional.of("it is of " + found + "; this is " + origin);
  }

  private IllegalStateException inUse() {
    return new IllegalStateException(
        "another process uses the local state in "
            + folder
            + "; give every instance its own state directory");
  }

  private void clear() throws IOException {
    Set<Path> kept = Set.of(folder.resolve(LOCK), folder.resolve(PROCESS_ID));
    List<Path> doomed;
    try (Stream<Path> children = Files.list(folder)) {
      doomed = children.filter(child -> !kept.contains(child)).toList();
    }
    for (Path child : doomed) {
      Folders.delete(child);
    }
  }
}
