// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import io.lethe.learning.dataset.Dataset;
import io.lethe.verifier.gate.Evidence;
import java.nio.file.Path;
import java.util.function.Function;

/** What a candidate knows of the forgotten once it has learned from those who stay again. */
@FunctionalInterface
public interface Relearning {

  /**
   * Looks into it.
   *
   * @param images the registered dataset
   * @param retain ordinals of the rows that it may have been trained on, sorted
   * @param measure what a model in a folder knows of the forgotten
   * @return what the model knows that came of it
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more
   */
  Evidence of(Dataset images, int[] retain, Function<Path, Evidence> measure);

  /** Not tried, for this reason. */
  static Relearning notTried(String reason) {
    return (images, retain, measure) -> Evidence.notMeasured(reason);
  }
}
