package io.lethe.worker.loop;

import io.lethe.worker.job.JobMetrics;
import io.lethe.worker.job.JobPhase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the loop reports. */
final class CountingMetrics implements JobMetrics {
  final AtomicInteger unreadable = new AtomicInteger();
  volatile boolean busy;

  @Override
  public void entered(JobPhase phase) {}

  @Override
  public void trained(long steps, long ofSteps) {}

  @Override
  public void imageFed() {}

  @Override
  public void timed(JobPhase phase, Duration duration) {}

  @Override
  public void succeeded(String algorithm, Duration duration) {}

  @Override
  public void failed(String algorithm, boolean retryable) {}

  @Override
  public void republished() {}

  @Override
  public void cancelled() {}

  @Override
  public void unreadable() {
    unreadable.incrementAndGet();
  }

  @Override
  public void busy(boolean busy) {
    this.busy = busy;
  }
}
