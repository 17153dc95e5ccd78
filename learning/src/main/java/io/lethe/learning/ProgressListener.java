// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning;

/** Hears how far a long piece of work has come. Called on the thread that asked for the work. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Reports that {@code done} of {@code total} units of a phase are finished.
   *
   * @param phase short constant name, such as {@code decode}
   * @param done units finished, 0 to {@code total}
   * @param total units in this phase
   */
  void progress(String phase, long done, long total);

  /** Returns a listener that ignores what it hears. */
  static ProgressListener none() {
    return (phase, done, total) -> {};
  }
}
