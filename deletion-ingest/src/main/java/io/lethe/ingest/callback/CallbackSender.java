// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import java.util.function.Consumer;

/** Sends callbacks, beside whoever asks for it. */
@FunctionalInterface
public interface CallbackSender {
  /** What became of one try. */
  enum Result {
    /** The receiver answered 2xx. */
    DELIVERED,
    /** It did not, or could not be reached. */
    FAILED,
    /** It is not on the list of who may be called. */
    NOT_ALLOWED
  }

  /**
   * Tries once, if there is room now; never waits.
   *
   * @param callback what to tell whom
   * @param heard hears of the result, once, on another thread
   * @return whether it will be tried
   */
  boolean offer(Callback callback, Consumer<Result> heard);
}
