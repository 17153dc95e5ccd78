// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.metrics;

import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RejectionReason;

/** What deletion-ingest counts; the topology knows this and no metrics library. */
public interface IngestMetrics {
  /** Why a set was sealed. */
  enum SealReason {
    /** It reached the policy's number of samples. */
    SIZE,
    /** Its first request waited for the policy's age, and nothing is ahead of it. */
    AGE,
    /** A deadline leaves just time enough for every rung of the ladder. */
    DEADLINE
  }

  /** What became of calling somebody back. */
  enum CallbackOutcome {
    /** He was told. */
    DELIVERED,
    /** One try was in vain. */
    FAILED,
    /** It is not tried again. */
    GIVEN_UP
  }

  /** A request passed intake for the first time. */
  void accepted();

  /** A request came again with equal content. */
  void repeated();

  /** A record went to the dead letters. */
  void rejected(RejectionReason reason);

  /** A request has taken an amendment, as far as its row tells. */
  void amended(AmendmentKind kind);

  /** Somebody was called back, or could not be. */
  void calledBack(CallbackOutcome outcome);

  /** A standing order became a case of a model that came later. */
  void standingCase(String model);

  /** A set was closed to further subjects. */
  void sealed(String model, SealReason reason, long samples);

  /** A job was issued for the first time. */
  void jobIssued(String model, String algorithm, int attempt);

  /** The identical job was published again. */
  void jobRepublished(String model, String algorithm);

  /** A set was given to a person, on this attempt. */
  void parked(String model, int attempt);

  /** A set was dissolved to wait for more samples, on this attempt. */
  void dissolved(String model, int attempt);

  /** A set's version was promoted, on this attempt. */
  void promoted(String model, long samples, int attempt);

  /** How many sets of a model have less time to their deadline than one attempt may take. */
  void atRisk(String model, long sets);

  /** Requests of a model that wait for the registration of the model or its dataset. */
  void waiting(String model, long requests, long pastDeadline);
}
