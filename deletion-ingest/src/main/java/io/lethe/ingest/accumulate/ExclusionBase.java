// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.util.List;
import java.util.Objects;

/**
 * What a set is united with to get its excluded and forgotten sets.
 *
 * @param parentForgottenDigest what the parent has forgotten
 * @param parkedDigests parked sets, sorted
 * @param keepTwins whether the policy lets train samples with forgotten people's pictures stay
 */
public record ExclusionBase(
    String parentForgottenDigest, List<String> parkedDigests, boolean keepTwins) {
  /** Copies the list in order, so that equal bases are equal. */
  public ExclusionBase {
    Objects.requireNonNull(parentForgottenDigest, "parentForgottenDigest");
    parkedDigests = parkedDigests.stream().sorted().toList();
  }
}
