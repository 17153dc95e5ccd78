// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What somebody waits for who asked by HTTP. */
public final class Awaited {
  private Awaited() {}

  /**
   * What comes in time.
   *
   * @param answer never fails
   * @param patience how long it may take
   * @return empty where it did not come
   */
  public static <T> Optional<T> within(CompletableFuture<T> answer, Duration patience) {
    try {
      return Optional.of(answer.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer never fails", e);
    } catch (TimeoutException e) {
      // Told by nothing.
    }
    return Optional.empty();
  }
}
