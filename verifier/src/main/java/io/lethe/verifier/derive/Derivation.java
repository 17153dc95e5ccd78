// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import io.lethe.learning.dataset.Dataset;
import io.lethe.verifier.gate.Evidence;

/** What becomes of a candidate's claim that it was trained anew. */
@FunctionalInterface
public interface Derivation {

  /**
   * Looks into it.
   *
   * @param images the registered dataset
   * @param retain ordinals of the rows that it may have been trained on, sorted
   * @return 1 where its bytes came out again, 0 where others did, nothing where it was not tried,
   *     with the reason
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more
   */
  Evidence of(Dataset images, int[] retain);

  /** Not tried, for this reason. */
  static Derivation notTried(String reason) {
    return (images, retain) -> Evidence.notMeasured(reason);
  }
}
