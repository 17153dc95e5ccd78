package io.lethe.learning.model;

import java.util.Locale;
import java.util.Objects;

/**
 * Where and how wide TensorFlow runs. One process has one thread count: TensorFlow's pool is made
 * by the first model and kept, and equal counts are what makes two trainings equal byte for byte.
 *
 * @param device CPU or GPU
 * @param intraOpThreads threads inside one operation, at least 1
 */
public record RuntimeOptions(Device device, int intraOpThreads) {

  /** What computes. */
  public enum Device {
    CPU,
    GPU
  }

  /** Refuses a thread count below 1. */
  public RuntimeOptions {
    Objects.requireNonNull(device, "device");
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads is "
              + intraOpThreads
              + "; it must be at least 1 (usually the number of cores)");
    }
  }

  /** A CPU with so many threads. */
  public static RuntimeOptions cpu(int threads) {
    return new RuntimeOptions(Device.CPU, threads);
  }

  /**
   * What the process was started with: system properties {@code lethe.device} (cpu, gpu) and {@code
   * lethe.threads}; by default the CPU and all its cores.
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
      return new RuntimeOptions(Device.valueOf(device), count);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "lethe.threads is '" + threads + "'; it must be a whole number", e);
    }
  }
}
