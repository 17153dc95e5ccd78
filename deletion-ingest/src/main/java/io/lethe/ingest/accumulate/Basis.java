package io.lethe.ingest.accumulate;

import java.util.List;
import java.util.Objects;

/**
 * What a set is united with to get its excluded and forgotten sets.
 *
 * @param parentForgottenDigest what the parent has forgotten
 * @param parkedDigests parked sets, sorted
 */
public record Basis(String parentForgottenDigest, List<String> parkedDigests) {
  /** Copies the list in order, so that equal bases are equal. */
  public Basis {
    Objects.requireNonNull(parentForgottenDigest, "parentForgottenDigest");
    parkedDigests = parkedDigests.stream().sorted().toList();
  }
}
