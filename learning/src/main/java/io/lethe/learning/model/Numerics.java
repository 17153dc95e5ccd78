// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * @param processor its model: kernels are chosen by its instructions and cut by its caches
 */
public record Numerics(
    String engine, String device, int threads, String precision, String processor) {

  private static final String ENGINE = "TensorFlow 2.16.1";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

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
    return found;
  }

  private static void compare(String name, Object mine, Object other, List<String> found) {
    if (!mine.equals(other)) {
      found.add("%s %s, here %s".formatted(name, other, mine));
    }
  }

  /** By what the kernel calls it; elsewhere by its architecture alone. */
  private static String processorHere() {
    String architecture = System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .map(model -> model + " (" + architecture + ")")
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // no Linux, or no leave to read it
    }
  }
}
