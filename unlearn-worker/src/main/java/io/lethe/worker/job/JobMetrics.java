package io.lethe.worker.job;

import java.time.Duration;

/** What the worker counts about jobs. */
public interface JobMetrics {

  /** A job was trained to a candidate. */
  void succeeded(String algorithm, Duration duration, long trainedImages);

  /** A job failed. */
  void failed(String algorithm, boolean retryable);

  /** A job that was done before was answered with its candidate. */
  void republished();

  /** A job was given up because its partition went away or the worker closes. */
  void cancelled();

  /** A record on the job topic could not be read as a job and was passed over. */
  void unreadable();

  /** Whether a job runs now. */
  void busy(boolean busy);
}
