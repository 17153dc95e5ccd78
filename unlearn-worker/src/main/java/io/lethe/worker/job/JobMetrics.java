// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import java.time.Duration;

/** What the worker counts about jobs. */
public interface JobMetrics {

  /** A job has begun this phase, or is in it still. */
  void entered(JobPhase phase);

  /** So many of the training's steps are done. */
  void trained(long steps, long ofSteps);

  /** An image goes into a training step; called for every one, on the thread of the batches. */
  void imageFed();

  /** A job was in this phase for so long. */
  void timed(JobPhase phase, Duration duration);

  /** A job was trained to a candidate. */
  void succeeded(String algorithm, Duration duration);

  /** A job failed. */
  void failed(String algorithm, boolean retryable);

  /** A job that was done before was answered with its candidate. */
  void republished();

  /** A job was given up because its partition went away or the worker closes. */
  void cancelled();

  /** Whether a job runs now. */
  void busy(boolean busy);
}
