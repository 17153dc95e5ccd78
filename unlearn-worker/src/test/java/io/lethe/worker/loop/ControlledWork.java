package io.lethe.worker.loop;

import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.worker.Samples;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.MDC;

/** Work that lasts until the test lets it end, or until it is cancelled. */
final class ControlledWork implements RunningJob.Work {
  final List<String> started = new CopyOnWriteArrayList<>();
  final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
  final AtomicInteger cancelled = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);

  void letEnd(int jobs) {
    mayEnd.release(jobs);
  }

  @Override
  public ModelCandidate run(UnlearningJob job, BooleanSupplier cancel) {
    mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
    contexts.add(MDC.getCopyOfContextMap());
    started.add(job.getModel());
    try {
      while (!mayEnd.tryAcquire(1, TimeUnit.MILLISECONDS)) {
        if (cancel.getAsBoolean()) {
          cancelled.incrementAndGet();
          throw new CancellationException("cancelled");
        }
      }
      return Samples.failedCandidate(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      running.decrementAndGet();
    }
  }
}
