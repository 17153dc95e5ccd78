// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

/** Hears of every finished epoch while the model is as that epoch left it. */
@FunctionalInterface
public interface EpochListener {

  /**
   * An epoch's last update is done. Called on the training thread, before the next epoch begins:
   * the model may be asked, not changed. What this call takes counts as nobody's time: neither the
   * epoch's nor the run's.
   */
  void finished(EpochReport epoch);

  /** A listener that ignores what it hears. */
  static EpochListener none() {
    return epoch -> {};
  }
}
