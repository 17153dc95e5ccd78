// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import java.util.Objects;

/**
 * How far a model has been offered the standing orders of a task.
 *
 * @param after key of the last order that was offered, empty before the first
 * @param offered how many were
 * @param done whether those were all
 */
public record Sweep(String after, long offered, boolean done) {
  /** Checks presence and the count. */
  public Sweep {
    Objects.requireNonNull(after, "after");
    if (offered < 0) {
      throw new IllegalArgumentException("orders offered count from 0, found: " + offered);
    }
  }

  static Sweep begun() {
    return new Sweep("", 0, false);
  }
}
