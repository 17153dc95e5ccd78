// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

/**
 * Hears of every row that goes into a training step, so that a test can prove which rows were never
 * taught.
 */
@FunctionalInterface
public interface RowAudit {

  /** In which role a row is trained on. */
  enum Role {
    RETAIN,
    FORGET
  }

  /**
   * One row of one step, in the order of the batch. Called on the thread that assembles batches.
   *
   * @param ordinal the row
   * @param role whether the step teaches it or makes it forgotten
   */
  void fed(int ordinal, Role role);

  /** An audit that ignores what it hears. */
  static RowAudit none() {
    return (ordinal, role) -> {};
  }
}
