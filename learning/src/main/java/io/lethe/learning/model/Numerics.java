// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What decides the bytes of a training beside its rows, recipe and seed: where these are equal,
 * equal trainings give equal bytes; where one differs, sums are added up in another order and they
 * need not.
 *
 * @param engine and its version
 * @param device that computes
 * @param threads inside one operation
 * @param precision of convolutions and products of matrices
 * @param processor its model: kernels are chosen by its instructions and cut by its caches; empty
 *     where nothing tells it, as outside Linux
 */
public record Numerics(
    String engine, String device, int threads, String precision, String processor) {

  private static final String ENGINE = "TensorFlow 2.16.1";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final int DIGITS = 12;

  /** What tells processors apart, on x86 and on ARM. */
  private static final Set<String> TELLING =
      Set.of(
          "vendor_id",
          "cpu family",
          "model",
          "model name",
          "stepping",
          "cache size",
          "flags",
          "CPU implementer",
          "CPU architecture",
          "CPU variant",
          "CPU part",
          "CPU revision",
          "Features");

  public Numerics {
    requireNonNull(engine, "engine");
    requireNonNull(device, "device");
    requireNonNull(precision, "precision");
    requireNonNull(processor, "processor");
  }

  /** Those of this machine. */
  public static Numerics of(RuntimeOptions options) {
    return new Numerics(
        ENGINE,
        options.device().name(),
        options.intraOpThreads(),
        options.precision().toString(),
        processorHere());
  }

  /**
   * Where two machines differ, in words.
   *
   * @param other said to have trained
   * @return empty if equal trainings give equal bytes on both
   */
  public List<String> differences(Numerics other) {
    List<String> found = new ArrayList<>();
    compare("engine", engine, other.engine, found);
    compare("device", device, other.device, found);
    compare("threads", threads, other.threads, found);
    compare("precision", precision, other.precision, found);
    compare("processor", processor, other.processor, found);
    if (!isTold() && !other.isTold()) {
      found.add("processors that nothing tells apart, there and here");
    }
    return found;
  }

  private static void compare(String name, Object mine, Object other, List<String> found) {
    if (!mine.equals(other)) {
      found.add("%s %s, here %s".formatted(name, other, mine));
    }
  }

  /** Whether the processor is known well enough to be the same elsewhere. */
  public boolean isTold() {
    return !processor.isEmpty();
  }

  /**
   * What the kernel says of the first one: its name, and the digest of all that tells it from
   * others, its instructions among it, because machines of a cloud share a name. Empty where
   * nothing is said.
   */
  private static String processorHere() {
    try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      Map<String, String> said =
          lines
              .takeWhile(line -> !line.isBlank())
              .map(line -> line.split(":", 2))
              .filter(parts -> parts.length == 2)
              .filter(parts -> TELLING.contains(parts[0].strip()))
              .collect(
                  Collectors.toMap(
                      parts -> parts[0].strip(),
                      parts -> parts[1].strip(),
                      (first, second) -> first,
                      TreeMap::new));
      return said.isEmpty()
          ? ""
          : "%s %s (%s)"
              .formatted(
                  said.getOrDefault("model name", System.getProperty("os.arch")),
                  Digests.sha256Hex(said.toString().getBytes(StandardCharsets.UTF_8))
                      .substring(0, DIGITS),
                  System.getProperty("os.arch"));
    } catch (IOException | UncheckedIOException e) {
      return ""; // no Linux, or no leave to read it
    }
  }
}
