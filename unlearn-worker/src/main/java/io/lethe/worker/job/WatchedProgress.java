// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.learning.ProgressListener;

/** Tells the metrics, too, what a listener hears of a job's way. */
final class WatchedProgress implements ProgressListener {
  private static final String TEACHER = "predict";
  private static final String TRAINING = "train";

  private final ProgressListener listener;
  private final JobMetrics metrics;

  WatchedProgress(ProgressListener listener, JobMetrics metrics) {
    this.listener = listener;
    this.metrics = metrics;
  }

  @Override
  public void progress(String phase, long done, long total) {
    if (phase.equals(TEACHER)) {
      metrics.entered(JobPhase.TEACHER);
    } else if (phase.equals(TRAINING)) {
      metrics.entered(JobPhase.TRAINING);
      metrics.trained(done, total);
    }
    listener.progress(phase, done, total);
  }
}
