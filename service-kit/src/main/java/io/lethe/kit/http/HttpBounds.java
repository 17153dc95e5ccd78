// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;

/**
 * How much a service's HTTP takes from its clients.
 *
 * @param bodyBytes the longest body of a request, in bytes; a longer one is answered 413
 * @param connections how many are open at a time; one more closes the one that is open longest
 * @param threads that answer; a request waits for one with its body already here
 * @param idle for how long nothing may arrive or leave in the midst of a request, or between two
 * @param request for how long a connection may be open without a request coming to its end, from
 *     the first byte asked to the last answered; it is closed before twice as long
 */
public record HttpBounds(
    int bodyBytes, int connections, int threads, Duration idle, Duration request) {
  /**
   * As services run: half a MiB, in which the longest policy fits with every character escaped. No
   * more memory for bodies than 128 MiB while they come, over all connections, and 16 MiB for the
   * copies that the threads' routes read; a test measures both.
   */
  public static final HttpBounds DEFAULT =
      new HttpBounds(524_288, 256, 32, Duration.ofSeconds(10), Duration.ofSeconds(30));

  /** Refuses what leaves no room for a request. */
  public HttpBounds {
    requireNonNull(idle, "idle");
    requireNonNull(request, "request");
    if (bodyBytes < 1 || connections < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "bodyBytes, connections and threads must be at least 1, found: %d, %d, %d"
              .formatted(bodyBytes, connections, threads));
    }
    if (idle.isNegative() || idle.isZero() || request.isNegative() || request.isZero()) {
      throw new IllegalArgumentException(
          "idle and request must be more than 0, found: %s, %s".formatted(idle, request));
    }
  }

  /** The same with bodies of another length. */
  public HttpBounds withBodyBytes(int bytes) {
    return new HttpBounds(bytes, connections, threads, idle, request);
  }

  /** The rule about bodies in words. */
  String bodyRule() {
    return String.format(
        Locale.ROOT, "a body has at most %,d bytes; send less at a time", bodyBytes);
  }
}
