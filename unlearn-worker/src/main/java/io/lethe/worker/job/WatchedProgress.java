// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.kit.loop.BegunWork;
import io.lethe.learning.ProgressListener;

/** Tells the metrics and the job's note, too, what a listener hears of a job's way. */
final class WatchedProgress implements ProgressListener {
  private static final String TEACHER = "predict";
  private static final String TRAINING = "train";

  private final ProgressListener listener;
  private final JobMetrics metrics;
  private final BegunWork.Note note;

  WatchedProgress(ProgressListener listener, JobMetrics metrics, BegunWork.Note note) {
    this.listener = listener;
    this.metrics = metrics;
    this.note = note;
  }

  @Override
  public void progress(String phase, long done, long total) {
    note.at(phase, done, total);
    if (phase.equals(TEACHER)) {
      metrics.entered(JobPhase.TEACHER);
    } else if (phase.equals(TRAINING)) {
      metrics.entered(JobPhase.TRAINING);
      metrics.trained(done, total);
    }
    listener.progress(phase, done, total);
  }
}
