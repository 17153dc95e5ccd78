// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** Where a job stands in the registry. A job without a row is open and nothing came of it yet. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobState.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = JobState.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = JobState.Decided.class, name = "decided")
})
public sealed interface JobState {

  /** How a job ended. */
  enum Outcome {
    /** Its candidate is a version. */
    PROMOTED,
    /** The gate said no. */
    REJECTED,
    /** The samples could not tell. */
    INCONCLUSIVE,
    /** The champion had moved. */
    STALE,
    /** The worker cannot do it. */
    FAILED
  }

  /**
   * The worker failed, but the same job may succeed later.
   *
   * @param producedAtMillis when the worker said so; the same failure delivered twice counts once
   */
  record Failed(long producedAtMillis) implements JobState {}

  /**
   * The one candidate that counts for this job.
   *
   * @param candidateDigest its bytes
   */
  record Accepted(String candidateDigest) implements JobState {
    /** Checks the digest. */
    public Accepted {
      RowRules.digest(candidateDigest, "candidate digest");
    }
  }

  /**
   * Nothing that comes for this job has an effect any more.
   *
   * @param outcome how it ended
   */
  record Decided(Outcome outcome) implements JobState {
    /** Checks the outcome. */
    public Decided {
      Objects.requireNonNull(outcome, "outcome");
    }
  }
}
