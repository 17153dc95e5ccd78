// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import io.lethe.kit.loop.Supervised;
import java.util.Optional;

/** A service that runs. */
public interface LetheService extends Supervised, AutoCloseable {

  /** The service's name, for example {@code verifier}. */
  String name();

  /** Starts the work and returns; throws where it cannot start. */
  void start();

  /** Whether it has all it needs and does its work. */
  boolean isReady();

  /** Whether it can still recover by itself; once false, the process ends. */
  @Override
  boolean isHealthy();

  /** Why it is no longer healthy, where that is known; decides the process's exit code. */
  @Override
  default Optional<Throwable> failure() {
    return Optional.empty();
  }

  /** Ends the work in bounded time; may be called more than once, and without a start. */
  @Override
  void close();
}
