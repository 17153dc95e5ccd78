// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.learning.ProgressListener;
import io.lethe.schemas.VerificationReport;

/**
 * Hears how verification goes on; called from the verifier's threads, must return at once and not
 * throw.
 */
public interface VerificationListener extends ProgressListener {

  /** Verification of a job's candidate begins. */
  default void started(String model, String jobId, int attempt) {}

  /** The signed report is made, not yet published. */
  default void finished(VerificationReport report) {}

  /** Hears nothing. */
  static VerificationListener silent() {
    return (phase, done, total) -> {};
  }
}
