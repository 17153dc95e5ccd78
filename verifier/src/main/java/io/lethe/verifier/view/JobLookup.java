package io.lethe.verifier.view;

import io.lethe.schemas.UnlearningJob;
import java.util.Objects;

/** What the views know of the job that a candidate names. */
public sealed interface JobLookup {

  /**
   * All that verification needs.
   *
   * @param job as ingest issued it
   * @param parent the version it starts from
   * @param policy the model's policy in force, JSON
   * @param policyDigest its digest
   */
  record Known(UnlearningJob job, ParentFacts parent, String policy, String policyDigest)
      implements JobLookup {

    /** Refuses missing facts. */
    public Known {
      Objects.requireNonNull(job, "job");
      Objects.requireNonNull(parent, "parent");
      Objects.requireNonNull(policy, "policy");
      Objects.requireNonNull(policyDigest, "policyDigest");
    }
  }

  /**
   * Not (yet) enough is known.
   *
   * @param missing what is missing, in words
   */
  record Unknown(String missing) implements JobLookup {

    /** Refuses a missing text. */
    public Unknown {
      Objects.requireNonNull(missing, "missing");
    }
  }

  /** The registry has decided this job already: another report would change nothing. */
  record Decided() implements JobLookup {}
}
