// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import io.lethe.kit.logging.LogKeys;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a service's process: make, start, wait, close. It ends when it is told to (signal or
 * {@link #stop}) or when the service is no longer healthy.
 *
 * <pre>{@code
 * System.exit(new ServiceRunner().run(() -> VerifierService.create(config)).code());
 * }</pre>
 */
public final class ServiceRunner {

  private static final Logger LOGGER = LoggerFactory.getLogger(ServiceRunner.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final Duration healthInterval;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Looks at the service's health every second. */
  public ServiceRunner() {
    this(Duration.ofSeconds(1));
  }

  ServiceRunner(Duration healthInterval) {
    this.healthInterval = healthInterval;
  }

  /**
   * Runs a service until its end.
   *
   * @return {@link ExitCode#OK} after an orderly stop; else the code of what failed
   */
  public ExitCode run(Callable<? extends LetheService> factory) {
    Thread hook = new Thread(this::stopAndWait, "shutdown");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return runToItsEnd(factory);
    } finally {
      closed.countDown();
      removeQuietly(hook);
    }
  }

  /** Asks the service to stop; {@link #run} returns soon after. */
  public void stop() {
    stopRequested.countDown();
  }

  private ExitCode runToItsEnd(Callable<? extends LetheService> factory) {
    try (LetheService service = factory.call()) {
      service.start();
      LOGGER
          .atInfo()
          .setMessage("Service started")
          .addKeyValue(LogKeys.SERVICE, service.name())
          .log();
      while (!stopRequested.await(healthInterval.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!service.isHealthy()) {
          ExitCode code = service.failure().map(ExitCode::of).orElse(ExitCode.FAILED);
          LOGGER
              .atError()
              .setMessage("Service is no longer healthy, the process ends")
              .addKeyValue(LogKeys.SERVICE, service.name())
              .addKeyValue(LogKeys.EXIT_CODE, code.code())
              .addKeyValue(LogKeys.MEANING, code.meaning())
              .log();
          return code;
        }
      }
      LOGGER
          .atInfo()
          .setMessage("Service stops")
          .addKeyValue(LogKeys.SERVICE, service.name())
          .log();
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    } catch (Exception e) {
      ExitCode code = ExitCode.of(e);
      LOGGER
          .atError()
          .setMessage("Service failed")
          .addKeyValue(LogKeys.EXIT_CODE, code.code())
          .addKeyValue(LogKeys.MEANING, code.meaning())
          .setCause(e)
          .log();
      return code;
    }
  }

  private void stopAndWait() {
    stop();
    try {
      if (!closed.await(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOGGER.atError().setMessage("Service did not stop in time").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeQuietly(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is shutting down already: the hook runs, and finds the service closed
      LOGGER.atDebug().setMessage("Shutdown in progress").log();
    }
  }
}
