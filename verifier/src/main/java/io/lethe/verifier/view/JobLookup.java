// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.view;

import io.lethe.schemas.UnlearningJob;
import java.util.Map;

/** What the views know of the job that a candidate names. */
public sealed interface JobLookup {

  /**
   * All that verification needs.
   *
   * @param job as ingest issued it
   * @param parent the version it starts from
   * @param policy the model's policy in force, JSON
   * @param policyDigest its digest
   * @param verdicts how many the registry has given about each set of this model, by digest
   */
  record Known(
      UnlearningJob job,
      ParentFacts parent,
      String policy,
      String policyDigest,
      Map<String, Integer> verdicts)
      implements JobLookup {

    public Known {
      verdicts = Map.copyOf(verdicts);
    }
  }

  /**
   * Not (yet) enough is known.
   *
   * @param missing what is missing, in words
   */
  record Unknown(String missing) implements JobLookup {}

  /** The registry has decided this job already: another report would change nothing. */
  record Decided() implements JobLookup {}
}
