// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.Locale;
import java.util.Objects;

/**
 * Where, how wide and how finely TensorFlow computes. One process has one thread count:
 * TensorFlow's pool is made by the first model and kept, and equal counts are what makes two
 * trainings equal byte for byte. The precision is each model's own.
 *
 * <p>Why: docs/decisions/0017-bfloat16-is-an-option-of-the-session.md.
 *
 * @param device CPU or GPU
 * @param intraOpThreads threads inside one operation, at least 1
 * @param precision of convolutions and products of matrices
 */
public record RuntimeOptions(Device device, int intraOpThreads, Precision precision) {

  /** What computes. */
  public enum Device {
    CPU,
    GPU
  }

  /** What is multiplied; weights, optimizer, loss and checkpoints are float32 in any case. */
  public enum Precision {
    /** Everything in 32 bits. */
    FLOAT32,
    /**
     * TensorFlow rewrites the graph so that oneDNN multiplies 8-bit significands and adds in
     * float32. Faster on processors with avx512_bf16 or amx_bf16, slower elsewhere.
     */
    BFLOAT16;

    /** As options and configuration spell it: {@code float32}, {@code bfloat16}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses a thread count below 1, and bfloat16 on a GPU: the rewriting is oneDNN's. */
  public RuntimeOptions {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(precision, "precision");
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads is "
              + intraOpThreads
              + "; it must be at least 1 (usually the number of cores)");
    }
    if (precision == Precision.BFLOAT16 && device != Device.CPU) {
      throw new IllegalArgumentException(
          "precision is bfloat16 and the device " + device + "; bfloat16 is for the CPU alone");
    }
  }

  /** A CPU with so many threads, in float32. */
  public static RuntimeOptions cpu(int threads) {
    return new RuntimeOptions(Device.CPU, threads, Precision.FLOAT32);
  }

  /** The same, as finely as said. */
  public RuntimeOptions with(Precision other) {
    return new RuntimeOptions(device, intraOpThreads, other);
  }

  /**
   * What the process was started with: system properties {@code lethe.device} (cpu, gpu) and {@code
   * lethe.threads}; by default the CPU and all its cores; in float32.
   *
   * @throws IllegalArgumentException if a property holds anything else
   */
  public static RuntimeOptions fromSystem() {
    String device = System.getProperty("lethe.device", "cpu").toUpperCase(Locale.ROOT);
    if (!device.equals("CPU") && !device.equals("GPU")) {
      throw new IllegalArgumentException(
          "lethe.device is '" + device + "'; allowed are cpu and gpu");
    }
    String threads = System.getProperty("lethe.threads", "");
    try {
      int count =
          threads.isBlank()
              ? Runtime.getRuntime().availableProcessors()
              : Integer.parseInt(threads.strip());
      return new RuntimeOptions(Device.valueOf(device), count, Precision.FLOAT32);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "lethe.threads is '" + threads + "'; it must be a whole number", e);
    }
  }
}
