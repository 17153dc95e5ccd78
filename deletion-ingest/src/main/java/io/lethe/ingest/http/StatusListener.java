// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.schemas.DeletionStatus;

/**
 * Hears of every change of the present states, one by one, on the view's thread: what it adds up
 * stays right without ever looking at all of them.
 */
public interface StatusListener {

  /**
   * A state holds from now on.
   *
   * @param status of a request with one model, or, with a null model, of all its models
   */
  void entered(DeletionStatus status);

  /**
   * A state that was entered holds no longer.
   *
   * @param status as it was entered
   */
  void left(DeletionStatus status);

  /** Hears nothing. */
  static StatusListener none() {
    return new StatusListener() {
      @Override
      public void entered(DeletionStatus status) {}

      @Override
      public void left(DeletionStatus status) {}
    };
  }
}
