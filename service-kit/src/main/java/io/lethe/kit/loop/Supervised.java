// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import java.util.List;
import java.util.Optional;

/** What runs by itself, and whose end is the end of the process. */
public interface Supervised {

  /** Whether it works, or may still recover by itself. */
  boolean isHealthy();

  /** What failed last; says why it is not healthy where it is not. */
  Optional<Throwable> failure();

  /** Whether all parts of something are healthy. */
  static boolean areHealthy(List<? extends Supervised> parts) {
    return parts.stream().allMatch(Supervised::isHealthy);
  }

  /** Why they are not all healthy. What failed in a part that may recover is no reason. */
  static Optional<Throwable> failureOf(List<? extends Supervised> parts) {
    return parts.stream()
        .filter(part -> !part.isHealthy())
        .flatMap(part -> part.failure().stream())
        .findFirst();
  }
}
