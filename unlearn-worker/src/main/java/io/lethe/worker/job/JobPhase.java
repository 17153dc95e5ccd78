// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import java.util.Locale;

/** What a job is at, in this order; not every algorithm asks a teacher. */
public enum JobPhase {
  /** Fetches the parent and the sets, and decodes images that this worker has not met yet. */
  LOADING,
  /** Asks the parent for its outputs. */
  TEACHER,
  /** Takes training steps. */
  TRAINING,
  /** Stores the version and publishes its candidate. */
  PUBLISHING;

  /** The name as a label's value. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
