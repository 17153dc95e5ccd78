// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.TwinRule;
import io.lethe.learning.dataset.IdenticalPictures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for train samples with the pictures of forgotten people under other subjects or nobody, by
 * the registered index and not by what the sets say of it: who is taught such a twin is taught the
 * forgotten picture again.
 *
 * <p>Why: docs/decisions/0027-identical-pictures-go-with-the-forgotten.md.
 *
 * @param excluded how many of these samples are not trained on
 * @param kept how many may be
 * @param findings what breaks the policy's rule; empty if nothing does
 */
public record TwinsCheck(int excluded, int kept, List<String> findings) {

  /** Copies the list. */
  public TwinsCheck {
    findings = List.copyOf(findings);
  }

  /**
   * Looks.
   *
   * @param forgotten what the new version has forgotten, all of its lineage
   * @param excluded what may not have been trained on
   * @param identical of the registered dataset
   * @param rule the policy's
   */
  public static TwinsCheck of(
      ForgetSet forgotten, ForgetSet excluded, IdenticalPictures identical, TwinRule rule) {
    int[] twins = identical.trainTwins(forgotten.ordinals());
    int[] out = excluded.ordinals();
    int kept = (int) IntStream.of(twins).filter(twin -> Arrays.binarySearch(out, twin) < 0).count();
    List<String> findings = new ArrayList<>();
    if (kept > 0 && rule == TwinRule.EXCLUDE) {
      findings.add(
          ("the excluded set leaves out %d train samples of others with the pictures of forgotten"
                  + " people: they go with them, unless the policy sets gate.identicalPictures to"
                  + " keep")
              .formatted(kept));
    }
    long others =
        IntStream.of(forgotten.twins())
            .filter(twin -> Arrays.binarySearch(twins, twin) < 0)
            .count();
    if (others > 0) {
      findings.add(
          "the forgotten set calls %d samples twins that have the picture of no forgotten sample"
              .formatted(others));
    }
    return new TwinsCheck(twins.length - kept, kept, findings);
  }
}
