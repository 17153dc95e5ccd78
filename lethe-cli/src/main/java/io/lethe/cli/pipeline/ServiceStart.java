// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.kit.service.LetheService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How the services of one process are started: together, and until all are ready. */
final class ServiceStart {
  /** How long they may take. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long BETWEEN_LOOKS_MILLIS = 50;

  private ServiceStart() {}

  /**
   * All at once: each waits for topics of the others, and their start is mostly waiting.
   *
   * @throws PipelineException if they are not in time, or one of them cannot be
   */
  static void of(List<LetheService> services) {
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (LetheService service : services) {
      starts.add(CompletableFuture.runAsync(service::start));
    }
    try {
      CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw PipelineException.of("a service did not start", e);
    }
    awaitReady(services);
  }

  /** Returns when all are ready; what will not recover by itself is not waited for. */
  static void awaitReady(List<? extends LetheService> services) {
    awaitReady(services, PATIENCE);
  }

  static void awaitReady(List<? extends LetheService> services, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      services.forEach(ServiceStart::requireHealthy);
      List<String> late =
          services.stream().filter(s -> !s.isReady()).map(LetheService::name).toList();
      if (late.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        ThreadStacks.log(late);
        throw new PipelineException(
            "not ready after "
                + patience.toSeconds()
                + " s: "
                + String.join(", ", late)
                + "; the log says where the threads stood");
      }
      pause();
    }
  }

  private static void requireHealthy(LetheService service) {
    if (!service.isHealthy()) {
      throw service
          .failure()
          .map(
              failure ->
                  new PipelineException(
                      service.name() + " does not start: " + failure.getMessage(), failure))
          .orElseGet(
              () -> new PipelineException(service.name() + " does not start; the log says why"));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PipelineException("interrupted while the services started", e);
    }
  }
}
