// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits until views hold all that was on their topics when it was asked.
 *
 * @param readToEnd done when they do
 */
record UpToDate(Supplier<CompletableFuture<Void>> readToEnd) {
  private static final Duration LOOK_WHETHER_WANTED = Duration.ofMillis(100);

  /** Waits, however long it takes; false if nobody wants the answer any more. */
  boolean await(BooleanSupplier cancelled) throws InterruptedException, ExecutionException {
    CompletableFuture<Void> end = readToEnd.get();
    while (!cancelled.getAsBoolean()) {
      try {
        end.get(LOOK_WHETHER_WANTED.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        // the tails go on, and end the process themselves if they cannot
      }
    }
    return false;
  }
}
