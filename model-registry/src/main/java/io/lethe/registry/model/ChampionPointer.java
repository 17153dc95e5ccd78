// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.forgetset.ForgetSet;

/**
 * Where a model's pointer stands. Every move of the pointer makes a new, highest version number and
 * increases the epoch.
 *
 * @param version number of the champion version; always the highest of the model
 * @param epoch counts pointer moves, from 1
 * @param digest the version's bytes
 * @param uri where they lie
 * @param forgottenDigest what the version has forgotten
 * @param forgottenUri where that set lies
 */
public record ChampionPointer(
    long version,
    long epoch,
    String digest,
    String uri,
    String forgottenDigest,
    String forgottenUri) {
  /** Checks every field. */
  public ChampionPointer {
    RowRules.atLeast(1, version, "champion version");
    RowRules.atLeast(1, epoch, "champion epoch");
    RowRules.digest(digest, "champion digest");
    RowRules.text(uri, "champion uri");
    RowRules.digest(forgottenDigest, "forgotten digest");
    RowRules.text(forgottenUri, "forgotten uri");
  }

  /** Whether there is anybody whom it has forgotten, or on whom its root was not trained. */
  boolean hasForgottenAnybody() {
    return !forgottenDigest.equals(ForgetSet.empty().digest());
  }

  /** Whether something made for (parent, epoch) was made for this very champion. */
  boolean isBase(String parentDigest, long championEpoch) {
    return epoch == championEpoch && digest.equals(parentDigest);
  }
}
