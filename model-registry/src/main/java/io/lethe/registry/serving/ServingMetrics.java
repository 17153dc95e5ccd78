// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

/** Counts what happens to the serving folder. */
public interface ServingMetrics {
  /** The folder holds this version, the champion, and its bytes and evidence were checked. */
  void serves(String model, long version);

  /** A champion's bytes were written. */
  void written(String model);

  /** Served bytes were not the champion's and were replaced. */
  void repaired(String model);

  /** A version that may not be served any more was removed. */
  void removed(String model);

  /** How many models' folders do not hold their champion yet. */
  void behind(int models);
}
