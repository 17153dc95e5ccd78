// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.logging.LogContext;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.MDC;

/** Real work that lasts until the test lets it end, or until it is cancelled or interrupted. */
final class ControlledWork<I, O> {
  final List<String> started = new CopyOnWriteArrayList<>();
  final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
  final AtomicInteger cancelled = new AtomicInteger();
  final AtomicInteger interrupted = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile Throwable always;
  private volatile boolean deaf;

  /** Lets so many records be done with. */
  void letEnd(int records) {
    mayEnd.release(records);
  }

  /** Has the next record fail once it is let. */
  void failOnce(Throwable failure) {
    failures.add(failure);
  }

  /** Has every record fail at once, until told otherwise by null. */
  void failAlways(Throwable failureOrNull) {
    always = failureOrNull;
  }

  /** Work that does not ask whether it is cancelled. */
  void ignoreCancelling() {
    deaf = true;
  }

  Work<I, O> around(Work<I, O> work) {
    made.incrementAndGet();
    return new Work<>() {
      @Override
      public LogContext about(I input) {
        return work.about(input);
      }

      @Override
      public List<ProducerRecord<String, O>> on(
          ConsumerRecord<String, I> input, BooleanSupplier cancel) throws Exception {
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        contexts.add(MDC.getCopyOfContextMap());
        started.add(input.key());
        try {
          await(cancel);
          return work.on(input, cancel);
        } finally {
          running.decrementAndGet();
        }
      }

      @Override
      public OptionalLong heldFrom() {
        return work.heldFrom();
      }
    };
  }

  private void await(BooleanSupplier cancel) throws Exception {
    throwIfAny(always);
    try {
      while (!mayEnd.tryAcquire(1, TimeUnit.MILLISECONDS)) {
        if (!deaf && cancel.getAsBoolean()) {
          cancelled.incrementAndGet();
          throw new CancellationException("cancelled");
        }
      }
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
    throwIfAny(failures.poll());
  }

  private static void throwIfAny(Throwable failure) throws Exception {
    if (failure instanceof Exception exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
